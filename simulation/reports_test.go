package simulation

import (
	"context"
	"errors"
	"math/rand/v2"
	"regexp"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity"
)

var reportToken = regexp.MustCompile(`report=([A-Za-z0-9_.-]+)`)

func (l note) report() string {
	found := reportToken.FindStringSubmatch(l.text)
	if found == nil {
		return ""
	}
	return found[1]
}

// reportsMisuse says of a confirmation that it was not theirs, by the link of a message that they or the household got.
func (s *somebody) reportsMisuse() {
	var reports []string
	for _, contact := range []string{s.phone, s.email, s.household} {
		letters, _ := s.world.carrier.look(contact)
		for _, l := range letters {
			if report := l.report(); report != "" {
				reports = append(reports, report)
			}
		}
	}
	if len(reports) == 0 {
		return
	}
	report := reports[0] // which may be too old
	if s.odds(2) {
		report = reports[s.rng.IntN(len(reports))]
	}
	if s.odds(3) {
		s.mustFail("reports by a damaged link", s.reports(damaged(report, s.rng)))
	}
	err := s.do("reports that it was not them", s.reports(report))
	if errors.Is(err, identity.ErrReport) {
		s.world.fail("a link of a message works", s.account, "person %d: %v", s.number, err)
	}
	if err == nil {
		s.world.reviews(strings.Split(report, ".")[1], rand.New(rand.NewPCG(s.rng.Uint64(), 5)))
	}
}

// reportsLate comes back to an old message when everything is over: a link works for ten days.
func (s *somebody) reportsLate() {
	if !s.odds(2) || !sleep(s.world.ctx, time.Until(s.world.until)+between(s.rng, time.Minute, day)) {
		return
	}
	notes, _ := s.world.carrier.look(s.phone)
	for _, l := range notes {
		if report := l.report(); report != "" && time.Since(l.at) > 10*day {
			s.mustFail("reports too late", s.reports(report))
		}
	}
}

func (s *somebody) reports(report string) func(context.Context, *kabinet.Kabinet) error {
	return func(ctx context.Context, k *kabinet.Kabinet) error {
		return k.Identity.ReportMisuse(ctx, identity.ParseReport(report))
	}
}

// damaged is a report of which account, proof or evidence is otherwise.
func damaged(report string, rng *rand.Rand) string {
	parts := strings.Split(report, ".")
	which := 1 + rng.IntN(3)
	part := []byte(parts[which])
	at := rng.IntN(len(part) - 1) // the last character of a proof has bits that mean nothing
	if part[at] != 'A' {
		part[at] = 'A'
	} else {
		part[at] = 'B'
	}
	parts[which] = string(part)
	return strings.Join(parts, ".")
}

// reviews has operators decide about an account some days later, and give it back later still.
func (w *world) reviews(about string, rng *rand.Rand) {
	w.errands.Go(func() {
		if !sleep(w.ctx, between(rng, time.Hour, 4*day)) {
			return
		}
		cleared := rng.IntN(2) == 0
		w.decides(about, rng, func(ctx context.Context, k *kabinet.Kabinet, ruling identity.Ruling) error {
			ruling.Reason = account.Misused
			if cleared {
				ruling.Reason = account.Cleared
			}
			return k.Identity.CloseReview(ctx, cleared, ruling)
		})
		if cleared || rng.IntN(4) == 0 || !sleep(w.ctx, between(rng, time.Hour, 2*day)) {
			return
		}
		w.decides(about, rng, func(ctx context.Context, k *kabinet.Kabinet, ruling identity.Ruling) error {
			ruling.Reason = account.OwnerReturned
			return k.Identity.GiveBack(ctx, ruling)
		})
	})
}
