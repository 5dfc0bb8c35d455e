package identity

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Refusals of a report.
var (
	ErrReport = fault.Define("identity.report-broken",
		"Ссылка повреждена. Откройте её из сообщения ещё раз или обратитесь в поддержку",
		"The link is damaged. Open it from the message again, or ask support")
	ErrReportExpired = fault.Define("identity.report-expired",
		"Срок действия ссылки истёк. Обратитесь в поддержку или в центр обслуживания",
		"The link has expired. Ask support or come to a service centre")
)

// Report is how the owner of an account says of one confirmation: this was not me (CNF-11). It stands in the
// message that tells of the confirmation, is secret, and kept nowhere: it derives as codes do.
type Report struct {
	// Two pointers, since of an unexported field fmt prints what one points to where the verb is wrong.
	parts **reportParts
}

type reportParts struct{ secret, account, evidence, proof string }

func newReport(parts reportParts) Report {
	at := &parts
	return Report{&at}
}

// ParseReport reads what Reveal gave. What is no report is found out when it is used.
func ParseReport(text string) Report {
	parts := strings.Split(text, ".")
	if len(parts) != 4 {
		return Report{}
	}
	var decoded [3]string
	for i := range decoded {
		bytes, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			return Report{}
		}
		decoded[i] = string(bytes)
	}
	return newReport(reportParts{decoded[0], decoded[1], decoded[2], parts[3]})
}

// Reveal returns the text for a link, empty for no report; [ParseReport] reads it.
func (r Report) Reveal() string {
	if r.parts == nil {
		return ""
	}
	p, encode := *r.parts, base64.RawURLEncoding.EncodeToString
	return strings.Join([]string{encode([]byte(p.secret)), encode([]byte(p.account)), encode([]byte(p.evidence)), p.proof}, ".")
}

// Format prints a mask for every verb.
func (Report) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[report]") }

// LogValue is a mask.
func (Report) LogValue() slog.Value { return slog.StringValue("[report]") }

// ReportOf returns the report of a confirmation; ok is false when the account has no such confirmation, or the
// time to report it is over.
func (s *Service) ReportOf(ctx context.Context, accountID, evidence string) (report Report, ok bool, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		if ok = s.reportable(owner.State(), evidence, unit.Now()) == nil; ok {
			report = s.report(s.codes.Current(), accountID, evidence)
		}
		return nil
	})
	return report, ok, err
}

// ReportMisuse has the owner of the account say that a confirmation was not their doing. The account is held,
// which ends every session, until an operator has decided. Reported again, nothing changes.
func (s *Service) ReportMisuse(ctx context.Context, report Report) error {
	if report.parts == nil {
		return ErrReport
	}
	given := *report.parts
	right := (*s.report(given.secret, given.account, given.evidence).parts).proof
	if right == "" || subtle.ConstantTimeCompare([]byte(right), []byte(given.proof)) != 1 {
		return ErrReport
	}
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, given.account)
		if err != nil {
			return err
		}
		if err := s.reportable(owner.State(), given.evidence, unit.Now()); err != nil {
			return err
		}
		return owner.Decide(account.ReportMisuse(given.evidence, unit.Now()))
	})
}

// report derives the report of a confirmation; its proof is empty when the secret is gone.
func (s *Service) report(secret, accountID, evidence string) Report {
	proof := s.codes.Derive(secret, "not-me", fmt.Sprintf("%q %q", accountID, evidence))
	return newReport(reportParts{secret, accountID, evidence, base64.RawURLEncoding.EncodeToString(proof)})
}

func (s *Service) reportable(owner account.Account, evidence string, now time.Time) error {
	for _, c := range owner.Confirmations {
		if c.Evidence == evidence {
			if !now.Before(c.At.Add(s.policy.ReportFor)) {
				return ErrReportExpired
			}
			return nil
		}
	}
	return account.ErrUnknownConfirmation
}
