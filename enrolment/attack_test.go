package enrolment_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/enrolment"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/profile"
)

// CNF-9: a few wrong SNILS are counted, and then the right one does not help either.
func TestWrongSNILS(t *testing.T) {
	play(t, func(s scene) {
		id := s.joined()
		require.ErrorIs(s, s.accept("nobody", annasSNILS), account.ErrUnknown)
		assert.Equal(s, map[string]string{"snils": "person.snils.checksum"}, at(s.accept(id, "123-456-789 12")), "a slip is not counted")
		for left := 4; left > 0; left-- {
			err := s.accept(id, "112-233-445 95")
			require.ErrorIs(s, err, enrolment.ErrWrong)
			var wrong *enrolment.Wrong
			require.ErrorAs(s, err, &wrong)
			assert.Equal(s, left, wrong.TriesLeft)
			assert.Equal(s, map[string]string{"snils": "enrolment.wrong-snils"}, at(err))
			assert.Equal(s, left, s.standing(id).TriesLeft)
		}
		assert.Equal(s, map[string]string{"snils": "enrolment.exhausted"}, at(s.accept(id, "112-233-445 95")))
		require.ErrorIs(s, s.accept(id, annasSNILS), enrolment.ErrExhausted)
		assert.Equal(s, enrolment.Standing{State: enrolment.Over, Method: account.Centre, By: "mfc-77", Ending: enrolment.Exhausted}, s.standing(id))

		require.NoError(s, s.Verification.Submit(s.Context(), id, portaltest.Profile()))
		s.rest(day)
		assert.Equal(s, account.Standard, s.account(id).Level(), "the account is the person's all the same")
		s.unconfirmed(id)
		assert.Empty(s, s.Leaks(s.T, "11223344595", "112-233-445"))
	})
}

// CNF-9: whoever has the contact that was mistyped sees nothing of the person and gets nothing of theirs.
func TestMistypedContact(t *testing.T) {
	play(t, func(s scene) {
		const strangers = "+79260000001"
		opened := s.open(contact(strangers))
		s.join(opened, strangers)
		id := opened.Account

		form, err := s.Verification.Draft(s.Context(), id)
		require.NoError(s, err)
		assert.True(s, form.IsZero())
		owner := s.account(id)
		assert.True(s, owner.Name.IsZero())
		assert.True(s, owner.Profile.IsZero())
		seen := fmt.Sprintf("%+v", s.standing(id))
		for _, message := range s.Inbox.For(strangers) {
			seen += message.Text
		}
		for _, word := range []string{"лкина", "Анна", "Сергеевна", "456-789", "45678964", "573482", "0732259"} {
			assert.NotContains(s, seen, word)
		}

		for range 5 {
			require.Error(s, s.accept(id, "112-233-445 95"))
		}
		boris := portaltest.Profile()
		boris.Name, boris.Sex = profile.NameForm{Family: "Петров", Given: "Борис"}, "м"
		boris.SNILS, boris.INN, boris.Document.Number = "112-233-445 95", "", "45 03 111222"
		s.Know(s.T, boris)
		require.NoError(s, s.Verification.Submit(s.Context(), id, boris))
		s.rest(day)
		assert.Equal(s, account.Standard, s.account(id).Level())
		s.unconfirmed(id)

		again := s.joined()
		require.NoError(s, s.accept(again, annasSNILS))
		s.rest(day)
		assert.Equal(s, account.Confirmed, s.account(again).Level(), "and the person comes again")
	})
}

// What happens twice, or at once, has one effect.
func TestAcceptedTwiceAndAtOnce(t *testing.T) {
	play(t, func(s scene) {
		id := s.joined()
		var together sync.WaitGroup
		for n := range 8 {
			together.Go(func() {
				typed := annasSNILS
				if n%4 == 3 {
					typed = "112-233-445 95"
				}
				_ = s.accept(id, typed)
			})
		}
		together.Wait()
		assert.Equal(s, 1, s.Count(s.T, "enrolment.accepted"))
		assert.Equal(s, 1, s.Count(s.T, "account.profile-submitted"))
		s.rest(day)

		for range 3 {
			event := &account.ProfileVerified{Account: id, Submission: 1, At: time.Now()}
			require.NoError(s, s.Enrolment.Reactions()[0].Handlers[0].Handle(s.Context(), event))
		}
		assert.Equal(s, 1, s.Count(s.T, "account.identity-confirmed"))
		assert.Equal(s, 1, s.Count(s.T, "enrolment.ended"))
	})
}

// REG-5, VER-6: two enrolments of one person come to one confirmed account.
func TestTwoEnrolmentsOfOnePerson(t *testing.T) {
	play(t, func(s scene) {
		first, second := s.open(), s.open(contact(portaltest.Email), func(a *enrolment.Application) { a.Vouched.Evidence = "visit-2" })
		s.join(first, portaltest.Phone)
		s.join(second, portaltest.Email)
		var together sync.WaitGroup
		for _, id := range []string{first.Account, second.Account} {
			together.Go(func() { assert.NoError(s, s.accept(id, annasSNILS)) })
		}
		together.Wait()
		s.rest(day)
		assert.Equal(s, 1, s.Count(s.T, "account.identity-confirmed"))
		assert.Equal(s, 1, s.Count(s.T, "account.profile-rejected"))
	})
}

// DEL-2: with the person all that was said of them becomes unreadable.
func TestErased(t *testing.T) {
	play(t, func(s scene) {
		opened := s.open()
		assert.Equal(s, "12345678964", s.stored(opened.Account).Form.SNILS)
		s.rest(8 * day)
		assert.True(s, s.stored(opened.Account).Form.IsZero())
		assert.Equal(s, enrolment.Expired, s.stored(opened.Account).Ending)
		assert.Equal(s, enrolment.Over, s.standing(opened.Account).State)
	})
}

func (s scene) stored(id string) (state enrolment.Enrolment) {
	s.Helper()
	enrolments, err := es.NewRepository(enrolment.Category, enrolment.Codec())
	require.NoError(s, err)
	require.NoError(s, s.engine.Do(s.Context(), func(ctx context.Context, unit *es.Unit) error {
		e, err := enrolments.Load(ctx, unit, id)
		if err == nil {
			state = e.State()
		}
		return err
	}))
	return state
}
