package simulation

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/enrolment"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/operator"
	"github.com/kabinet-go/kabinet/profile"
)

// isEnrolled has somebody who vouches begin the registration, an operator at a desk or a bank. The person goes on with
// the code that goes to their contact, and shows by the SNILS that it is them.
func (s *somebody) isEnrolled() bool {
	contact := []string{s.phone, s.email}[s.rng.IntN(2)]
	var vouched func()
	if s.odds(2) {
		vouched = s.enrolsAtDesk(contact)
	} else {
		vouched = s.enrolsByBank(contact)
	}
	if vouched == nil {
		return false
	}
	for range 4 {
		s.pause(2*time.Minute, 2*day)
		if s.resumes(contact) {
			s.accepts(vouched)
			return true
		}
	}
	return false
}

// enrolsAtDesk shows the papers to an operator, who may mistype them. What is returned notes, once the person knows their
// account, that it was vouched for.
func (s *somebody) enrolsAtDesk(contact string) (vouched func()) {
	clerk := s.world.appointed(operator.CentreOperator, s.rng)
	if clerk == nil {
		return nil
	}
	form := s.truth
	if s.odds(6) {
		form.Name.Given = s.stranger().papers.Name.Given
	}
	s.world.secrets.form(s.number, form)
	command := centre.Enrol{
		Desk: centre.Desk{Operator: clerk.account, Centre: clerk.office().Centre}, Key: s.key(),
		Form: form, Contact: contact, Consents: consents, Language: "ru",
	}
	enrols := func(ctx context.Context, k *kabinet.Kabinet) error {
		_, err := k.Centres.Enrol(ctx, command)
		return err
	}
	if command.Centre == closedCentre {
		s.mustFail("is enrolled where nobody may be", enrols)
		return nil
	}
	began := time.Now()
	if err := s.do("is enrolled at a desk", enrols); err != nil {
		return nil
	}
	return func() { s.world.desks.sees(seen{s.account, s.number, command.Desk, papersOf(form), began}) }
}

func papersOf(form profile.Form) centre.Shown {
	return centre.Shown{
		Name: form.Name, BornOn: form.BornOn, Kind: form.Document.Kind, Number: form.Document.Number, SNILS: form.SNILS,
	}
}

// enrolsByBank has a bank say who they are to a portal that does not know them yet, in the browser in which they asked.
func (s *somebody) enrolsByBank(contact string) (vouched func()) {
	command := bank.BeginEnrolment{
		Key: s.key(), Bank: "test-bank", Consent: bank.Consent{Version: "1", Channel: "web"},
		Contact: contact, Consents: consents, Language: "ru",
	}
	var request bank.Request
	err := s.do("asks a bank to enrol them", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		request, err = k.Bank.BeginEnrolment(ctx, command)
		return err
	})
	if err != nil {
		return nil
	}
	s.world.ledger.asked(request, "")
	for kind, text := range map[string]string{
		"nonce": request.Nonce, "state": request.State.Reveal()[len(request.ID)+1:], "kept state": request.Kept.Reveal()[len(request.ID)+1:],
	} {
		s.world.secrets.add(s.number, kind, text)
	}
	s.pause(time.Second, 8*time.Minute)
	answer := s.goesToBank(request, s.truth)
	reply := func(kept bank.State) func(context.Context, *kabinet.Kabinet) error {
		return func(ctx context.Context, k *kabinet.Kabinet) error {
			_, err := k.Bank.CompleteEnrolment(ctx, bank.EnrolmentReply{Kept: kept, State: request.State, Assertion: answer.assertion})
			return err
		}
	}
	if s.odds(3) {
		s.mustFail("comes back from the bank in another browser", reply(bank.ParseState(request.ID+"."+request.Nonce)))
	}
	if err := s.do("comes back from the bank to be enrolled", reply(request.Kept)); err != nil {
		return nil
	}
	if s.odds(3) {
		s.mustFail("is enrolled by the same answer again", reply(request.Kept))
	}
	return func() { s.world.ledger.asked(request, s.account) }
}

// accepts takes over what was said of them, with the SNILS, and has the profile verified.
func (s *somebody) accepts(vouched func()) {
	enters := func(snils string) func(context.Context, *kabinet.Kabinet) error {
		return func(ctx context.Context, k *kabinet.Kabinet) error { return k.Enrolment.Accept(ctx, s.account, snils) }
	}
	for range s.rng.IntN(8) - 4 {
		s.mustFail("enters another SNILS", enters(snilsNumber(2_000_000+s.number, s.world.seed)))
	}
	s.pause(time.Second, day)
	vouched()
	if err := s.do("enters their SNILS", enters(s.truth.SNILS)); err != nil {
		return
	}
	if standing, ok := s.looksHow(); ok && standing.State == "" {
		_ = s.submits(s.truth) // a bank does not know all of a profile
	}
	s.followsUp()
}

// enrolmentsEnd: every enrolment that is open has a timer, one that was accepted ends when the profile is verified, and
// in the end none is open.
func (p *past) enrolmentsEnd() {
	timers, handled := p.timers(), p.handled()["enrolment"]
	verified := map[string]int64{}
	for _, e := range p.played {
		if event, of := e.event.(account.ProfileVerified); of {
			verified[event.Account] = e.record.Position
		}
	}
	for id, e := range p.enrolments {
		if e.Ending == "" && !e.AcceptedAt.IsZero() && p.accounts[id].Level() >= account.Standard && handled >= verified[id] {
			p.world.fail("nobody is stuck", id, "its profile is verified, but its enrolment goes on")
		}
		if e.Ending == "" && !timers[es.TimerKey{Stream: es.Stream{Category: enrolment.Category, ID: id}, Name: enrolment.ExpireTimer}] {
			p.world.fail("nobody is stuck", id, "its enrolment has no end")
		}
		if e.Ending == "" && p.ended {
			p.world.fail("all comes to rest", id, "its enrolment is open")
		}
		p.count("enrolments "+string(e.Ending), 1)
	}
}
