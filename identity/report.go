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

type reportParts struct{ secret, account, proof, evidence string }

func newReport(parts reportParts) Report {
	at := &parts
	return Report{&at}
}

// ParseReport reads what Reveal gave. What is no report is found out when it is used.
func ParseReport(text string) Report {
	parts := strings.SplitN(text, ".", 4)
	if len(parts) != 4 {
		return Report{}
	}
	secret, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil {
		return Report{}
	}
	return newReport(reportParts{string(secret), parts[1], parts[2], parts[3]})
}

// Reveal returns the text for a link, empty for no report; [ParseReport] reads it. It is as short as an SMS
// needs it.
func (r Report) Reveal() string {
	if r.parts == nil {
		return ""
	}
	p := *r.parts
	return strings.Join([]string{base64.RawURLEncoding.EncodeToString([]byte(p.secret)), p.account, p.proof, p.evidence}, ".")
}

// Format prints a mask for every verb.
func (Report) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[report]") }

// LogValue is a mask.
func (Report) LogValue() slog.Value { return slog.StringValue("[report]") }

// Reportable is a confirmation that its owner can still report.
type Reportable struct {
	account.Confirmation
	Report Report
	// Until is when that ends.
	Until time.Time
}

// Reportable returns a confirmation with its report; ok is false when the account has no such confirmation, or
// the time to report it is over.
func (s *Service) Reportable(ctx context.Context, accountID, evidence string) (found Reportable, ok bool, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		var refusal error
		found.Confirmation, refusal = s.reportable(owner.State(), evidence, unit.Now())
		ok = refusal == nil
		return nil
	})
	if err != nil || !ok {
		return Reportable{}, false, err
	}
	found.Report, found.Until = s.report(s.codes.Current(), accountID, evidence), found.At.Add(s.policy.ReportFor)
	return found, true, nil
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
		if _, err := s.reportable(owner.State(), given.evidence, unit.Now()); err != nil {
			return err
		}
		return owner.Decide(account.ReportMisuse(given.evidence, unit.Now()))
	})
}

// proofLength is in bytes: 128 bits.
const proofLength = 16

// report derives the report of a confirmation; its proof is empty when the secret is gone.
func (s *Service) report(secret, accountID, evidence string) Report {
	proof := s.codes.Derive(secret, "not-me", fmt.Sprintf("%q %q", accountID, evidence))
	text := base64.RawURLEncoding.EncodeToString(proof[:min(len(proof), proofLength)])
	return newReport(reportParts{secret, accountID, text, evidence})
}

func (s *Service) reportable(owner account.Account, evidence string, now time.Time) (account.Confirmation, error) {
	for _, c := range owner.Confirmations {
		switch {
		case c.Evidence != evidence:
		case !now.Before(c.At.Add(s.policy.ReportFor)):
			return account.Confirmation{}, ErrReportExpired
		default:
			return c, nil
		}
	}
	return account.Confirmation{}, account.ErrUnknownConfirmation
}
