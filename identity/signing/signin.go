package signing

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Login is a text to sign in order to sign in with a bound certificate. Nothing is kept of it until it is used, so
// that whoever asks for many of them costs nothing.
type Login struct {
	// Challenge names it, for [Service.Identify].
	Challenge string
	// Text is what is to be signed, byte by byte.
	Text      []byte
	ExpiresAt time.Time
}

// NewLogin returns a text to sign.
func (s *Service) NewLogin(ctx context.Context) (login Login, err error) {
	err = s.engine.Do(ctx, func(_ context.Context, unit *es.Unit) error {
		id, err := unit.NewID()
		if err != nil {
			return err
		}
		login = s.login(s.codes.Current(), id, unit.Now().Truncate(time.Second))
		return nil
	})
	return login, err
}

// login derives the text of a challenge; its proof is empty when the secret is gone.
func (s *Service) login(secret, id string, at time.Time) Login {
	proof := base64.RawURLEncoding.EncodeToString(s.codes.Derive(secret, "login-by-signature", fmt.Sprintf("%q %d", id, at.Unix())))
	expires := at.Add(s.policy.StatementFor)
	return Login{
		Challenge: strings.Join([]string{id, fmt.Sprint(at.Unix()), proof, base64.RawURLEncoding.EncodeToString([]byte(secret))}, "."),
		Text:      text(s.portal, saysSignIn, "—", id+"-"+proof, at, expires),
		ExpiresAt: expires,
	}
}

// parseLogin returns the login of a challenge that this portal gave; ok is false when it did not.
func (s *Service) parseLogin(challenge string) (login Login, ok bool) {
	parts := strings.Split(challenge, ".")
	if len(parts) != 4 || parts[2] == "" {
		return Login{}, false
	}
	var unix int64
	if _, err := fmt.Sscanf(parts[1], "%d", &unix); err != nil {
		return Login{}, false
	}
	secret, err := base64.RawURLEncoding.DecodeString(parts[3])
	if err != nil {
		return Login{}, false
	}
	login = s.login(string(secret), parts[0], time.Unix(unix, 0).UTC())
	return login, !strings.Contains(login.Challenge, "..") &&
		subtle.ConstantTimeCompare([]byte(login.Challenge), []byte(challenge)) == 1
}

// Identify returns the account that the certificate of a signature is bound to (CNF-7, ACC-1); the caller opens a
// session for it with access.Service.Start. Each challenge serves once.
func (s *Service) Identify(ctx context.Context, challenge string, signed []byte) (accountID string, err error) {
	login, ok := s.parseLogin(challenge)
	if !ok {
		return "", ErrUnknown
	}
	var now time.Time
	if err := s.engine.Do(ctx, func(_ context.Context, unit *es.Unit) error {
		now = unit.Now()
		return nil
	}); err != nil {
		return "", err
	}
	if !now.Before(login.ExpiresAt) {
		return "", ErrExpired
	}
	certificate, err := s.front.verify(ctx, login.Text, signed, now)
	if err != nil {
		return "", err
	}
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		holder, err := s.holder(ctx, unit, certificate.Fingerprint)
		if err != nil {
			return err
		}
		used := unit.Key("login-by-signature", login.Challenge)
		_, before, err := unit.Owner(ctx, used)
		if err != nil {
			return err
		}
		if before {
			return ErrUsed
		}
		// Each attempt claims for itself: who comes at the same moment must not renew it.
		attempt, err := unit.NewID()
		if err != nil {
			return err
		}
		unit.Claim(used, s.statements.Stream(attempt), login.ExpiresAt)
		accountID = holder.ID
		return nil
	})
	if err != nil {
		return "", err
	}
	return accountID, nil
}
