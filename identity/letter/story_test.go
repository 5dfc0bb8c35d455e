package letter_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/identity/letter"
)

// CNF-4, CNF-6, NOT-5: a letter that nobody fetches, a reminder, the end, and a second letter that confirms; after which
// what demands a stronger method is closed still.
func TestHundredAndTwentyDaysOfLetters(t *testing.T) {
	play(t, func(s scene) {
		began := time.Now()
		age := func() time.Duration { return time.Since(began).Truncate(day) }
		s.Post.Travel(memory.Leg{After: day, State: letter.Dispatched}, memory.Leg{After: 5 * day, State: letter.AtOffice})
		first := s.order()
		s.rest(day / 2)
		assert.Equal(s, letter.Printed, s.letter(first.ID).State)
		s.rest(day)
		assert.Equal(s, letter.Dispatched, s.letter(first.ID).State)
		assert.False(s, s.letter(first.ID).Number.IsZero())
		s.rest(4 * day)
		require.Equal(s, letter.AtOffice, s.letter(first.ID).State)
		reached := s.letter(first.ID).Since

		s.rest(time.Until(reached.Add(14*day)) - time.Hour)
		assert.False(s, s.letter(first.ID).Reminded)
		s.rest(2 * time.Hour)
		assert.True(s, s.letter(first.ID).Reminded)
		s.rest(time.Until(first.ExpiresAt) - time.Hour)
		assert.Equal(s, letter.AtOffice, s.letter(first.ID).State)
		s.rest(2 * time.Hour)
		assert.Equal(s, letter.Expired, s.letter(first.ID).State)
		assert.Equal(s, 90*day, age())
		assert.Equal(s, 1, s.Count(s.T, "letter.reminder-due"), "once")
		require.ErrorIs(s, s.enter(s.code(first.ID)), letter.ErrExpired)

		s.rest(10 * day)
		s.Post.Travel(memory.Leg{After: day, State: letter.Dispatched}, memory.Leg{After: 4 * day, State: letter.HandedOver})
		second := s.order()
		s.rest(20 * day)
		assert.Equal(s, 120*day, age())
		assert.Equal(s, letter.HandedOver, s.letter(second.ID).State)
		require.NoError(s, s.enter(s.code(second.ID)))

		owner := s.account()
		assert.Equal(s, account.Confirmed, owner.Level())
		assert.Equal(s, second.ID, owner.Confirmations[0].Evidence)
		assert.Equal(s, []account.Method{account.Letter}, owner.ConfirmedBy())
		standing, err := s.Identity.Standing(s.Context(), s.id)
		require.NoError(s, err)
		assert.Equal(s, []account.Method{account.Centre, account.Signature, account.Bank}, standing.Choice)
		s.rest(100 * day)
		assert.Len(s, s.Post.Papers(), 2)
		assert.Zero(s, s.Count(s.T, "account.confirmation-revoked"))
	})
}
