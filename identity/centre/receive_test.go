package centre_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/operator"
	"github.com/kabinet-go/kabinet/person"
)

// CNF-2: the document of the profile, shown at a desk, confirms at once; who saw it and where is kept, and told.
func TestReceive(t *testing.T) {
	play(t, func(s scene) {
		visit, err := s.receive(papers())
		require.NoError(s, err)
		assert.Equal(s, centre.Agreed, visit.State)
		owner := s.account()
		assert.Equal(s, account.Confirmed, owner.Level())
		require.Len(s, owner.Confirmations, 1)
		assert.Equal(s, account.Confirmation{
			Method: account.Centre, By: here, Operator: s.desk.Operator, Evidence: visit.ID, At: owner.Confirmations[0].At,
		}, owner.Confirmations[0])
		s.rest(day)
		assert.Contains(s, s.last(portaltest.Phone), "в центре обслуживания")
		_, err = s.receive(papers())
		require.ErrorIs(s, err, identity.ErrConfirmed)
		assert.Len(s, s.visits(), 1)
	})
}

// last is the latest message to the contact.
func (s scene) last(contact string) string {
	s.Helper()
	messages := s.Inbox.For(contact)
	require.NotEmpty(s, messages)
	return messages[len(messages)-1].Text
}

// told is everything that was sent to a contact.
func (s scene) told(contact string) string {
	s.Helper()
	var all strings.Builder
	for _, message := range s.Inbox.For(contact) {
		all.WriteString(message.Text + "\n")
	}
	return all.String()
}

// CNF-2: what differs is named, recorded and told; corrected and verified, a second visit confirms.
func TestReceiveWhatDiffers(t *testing.T) {
	play(t, func(s scene) {
		married := papers()
		married.Name.Family, married.Number = "Берёзкина", "45 20 111222"
		visit, err := s.receive(married)
		require.ErrorIs(s, err, fault.Refused)
		assert.Equal(s, map[string]string{"name.family": "centre.differs", "document.number": "centre.differs"}, codes(err))
		assert.Equal(s, centre.Differs, visit.State)
		assert.Equal(s, []identity.Difference{{Field: "name.family"}, {Field: "document.number"}}, s.visits()[0].Differences)
		assert.Equal(s, account.Standard, s.account().Level())
		standing, err := s.Identity.Standing(s.Context(), s.id)
		require.NoError(s, err)
		assert.Empty(s, standing.Open)
		s.rest(day)
		assert.Contains(s, s.last(portaltest.Phone), "документ не совпал с анкетой")

		form := portaltest.Profile()
		form.Name.Family, form.Document.Number = married.Name.Family, married.Number
		s.verify(form)
		visit, err = s.receive(married)
		require.NoError(s, err)
		assert.Equal(s, account.Confirmed, s.account().Level())
		assert.Equal(s, visit.ID, s.visits()[0].ID)
		assert.Len(s, s.visits(), 2)
	})
}

func codes(err error) map[string]string {
	found := map[string]string{}
	for _, f := range fault.All(err) {
		found[f.Path] = f.Code
	}
	return found
}

// CNF-2: every part of what is shown counts, the SNILS too; ё is significant and named where it is all (IDN-6).
func TestEveryPartCounts(t *testing.T) {
	play(t, func(s scene) {
		for path, c := range map[string]struct {
			change func(*centre.Shown)
			code   string
		}{
			"name.family":     {func(p *centre.Shown) { p.Name.Family = "Елкина" }, "centre.only-yo"},
			"name.given":      {func(p *centre.Shown) { p.Name.Given = "Инна" }, "centre.differs"},
			"name.patronymic": {func(p *centre.Shown) { p.Name.Patronymic = "" }, "centre.differs"},
			"bornOn":          {func(p *centre.Shown) { p.BornOn = "10.05.1975" }, "centre.differs"},
			"document.kind": {func(p *centre.Shown) {
				p.Kind, p.Number = person.DocumentForeignPassport, "62 1234567"
			}, "centre.differs"},
			"document.number": {func(p *centre.Shown) { p.Number = "45 02 573481" }, "centre.differs"},
			"snils":           {func(p *centre.Shown) { p.SNILS = "112-233-445 95" }, "centre.differs"},
		} {
			shown := papers()
			c.change(&shown)
			_, err := s.receive(shown)
			assert.Equal(s, map[string]string{path: c.code}, codes(err))
		}
		assert.Equal(s, account.Standard, s.account().Level())
		capitals := papers()
		capitals.Name.Family, capitals.BornOn, capitals.SNILS = "ЁЛКИНА", "1975-05-09", "12345678964"
		_, err := s.receive(capitals)
		require.NoError(s, err)
	})
}

// REG-9: papers that cannot be so are refused at every field, and not recorded.
func TestReceiveNonsense(t *testing.T) {
	play(t, func(s scene) {
		_, err := s.receive(centre.Shown{})
		assert.Equal(s, map[string]string{
			"name.family": "person.text.empty", "name.given": "person.text.empty", "bornOn": "person.date.form",
			"document.kind": "person.document.kind", "snils": "centre.snils-missing",
		}, codes(err))
		bad := papers()
		bad.SNILS, bad.Number = "123-456-789 65", "12"
		_, err = s.receive(bad)
		assert.Equal(s, map[string]string{"snils": "person.snils.checksum", "document.number": "person.passport.form"}, codes(err))
		assert.Empty(s, s.visits())
	})
}

// OPS-1: only an operator of that very centre, while it is accredited, and never for themselves.
func TestWhoReceives(t *testing.T) {
	play(t, func(s scene) {
		receive := func(desk centre.Desk, id string) error {
			_, err := s.Centres.Receive(s.Context(), centre.Receive{Desk: desk, Account: id, Shown: papers()})
			return err
		}
		elsewhere := s.employ("+79260000003", "post-77-002")
		lapsed := s.employ("+79260000004", "bank-77-003")
		require.ErrorIs(s, receive(centre.Desk{Operator: s.id, Centre: here}, s.id), operator.ErrNotAllowed)
		require.ErrorIs(s, receive(centre.Desk{Operator: elsewhere.Operator, Centre: here}, s.id), centre.ErrOtherCentre)
		require.ErrorIs(s, receive(centre.Desk{Operator: s.desk.Operator, Centre: "post-77-002"}, s.id), centre.ErrOtherCentre)
		require.ErrorIs(s, receive(lapsed, s.id), centre.ErrNotAccredited)
		require.ErrorIs(s, receive(centre.Desk{Operator: s.desk.Operator, Centre: "mfc-99"}, s.id), centre.ErrUnknownCentre)
		require.ErrorIs(s, receive(s.desk, s.desk.Operator), identity.ErrOwnAccount)
		require.ErrorIs(s, receive(s.desk, "nobody"), account.ErrUnknown)
		require.ErrorIs(s, receive(s.desk, elsewhere.Operator), account.ErrNotStandard)
		reviewer := s.Person(s.T, "+79260000005")
		require.NoError(s, s.Operators.Appoint(s.Context(), operator.Appointment{Account: reviewer, Role: operator.Reviewer}))
		require.ErrorIs(s, receive(centre.Desk{Operator: reviewer, Centre: here}, s.id), operator.ErrNotAllowed)
		require.NoError(s, s.Operators.Dismiss(s.Context(), s.desk.Operator, ""))
		require.ErrorIs(s, receive(s.desk, s.id), operator.ErrNotAllowed)
		assert.Empty(s, s.visits())
		require.NoError(s, receive(elsewhere, s.id))
	})
}

// CNF-10: whoever comes to a desk to get their account back is received; the confirmation waits for the review.
func TestReceiveOnAHeldAccount(t *testing.T) {
	play(t, func(s scene) {
		s.Block(s.T, s.id)
		visit, err := s.receive(papers())
		require.NoError(s, err)
		assert.Equal(s, account.Standard, s.account().Level())
		reviewer := s.Person(s.T, "+79260000005")
		require.NoError(s, s.Operators.Appoint(s.Context(), operator.Appointment{Account: reviewer, Role: operator.Reviewer}))
		require.NoError(s, s.Identity.GiveBack(s.Context(), identity.Ruling{
			Operator: reviewer, Account: s.id, Reason: account.OwnerReturned, Note: "показала паспорт",
		}))
		assert.Equal(s, account.Confirmed, s.account().Level())
		assert.Equal(s, visit.ID, s.account().Confirmations[0].Evidence)
	})
}

// REG-10: one key, one visit, also when both clicks come at once.
func TestReceiveIsRepeatable(t *testing.T) {
	play(t, func(s scene) {
		differing := papers()
		differing.Number = "45 02 573481"
		command := centre.Receive{Desk: s.desk, Key: "k-1", Account: s.id, Shown: differing}
		visits := make([]centre.Visit, 8)
		var clicking sync.WaitGroup
		for i := range visits {
			clicking.Go(func() {
				var err error
				visits[i], err = s.Centres.Receive(s.Context(), command)
				assert.ErrorIs(s, err, centre.ErrDiffers)
			})
		}
		clicking.Wait()
		for _, visit := range visits {
			assert.Equal(s, visits[0].ID, visit.ID)
		}
		assert.Len(s, s.visits(), 1)
		command.Key, command.Shown = "k-2", papers()
		first, err := s.Centres.Receive(s.Context(), command)
		require.NoError(s, err)
		again, err := s.Centres.Receive(s.Context(), command)
		require.NoError(s, err)
		assert.Equal(s, first, again)
		command.Key = string(make([]byte, 201))
		_, err = s.Centres.Receive(s.Context(), command)
		assert.Equal(s, map[string]string{"key": "centre.key"}, codes(err))
	})
}

// CNF-1: of a desk and another way at once exactly one confirms, and the other is closed.
func TestDeskAndAnotherWayAtOnce(t *testing.T) {
	play(t, func(s scene) {
		var desks sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			desks.Go(func() { _, errs[i] = s.receive(papers()) })
		}
		desks.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			require.ErrorIs(s, err, identity.ErrConfirmed)
		}
		assert.Equal(s, 1, won)
		assert.Equal(s, 1, s.Count(s.T, "account.identity-confirmed"))
	})
}

// IDN-9, COD-7: nothing of what was shown stands in the store in clear.
func TestNothingInClear(t *testing.T) {
	play(t, func(s scene) {
		_, code := s.sealed()
		require.NoError(s, s.Centres.Activate(s.Context(), s.id, code))
		s.rest(day)
		assert.Empty(s, s.Leaks(s.T, code, identity.NewCode(code).Groups(), "Ёлкина", "4502573482", "45 02 573482", "12345678964", "1975"))
	}, sealing)
}
