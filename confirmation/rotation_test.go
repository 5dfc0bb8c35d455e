package confirmation_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
)

// COD-7: the secret is rotated without anybody noticing, as long as the old one is listed.
func TestRotation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		first := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		second := o.mustAsk(asks(boris, confirmation.ForRegistration, email(t)))
		code, token := o.code(first), o.letter(second).Token
		proof, refusal := o.judge(code)
		require.NoError(t, refusal)

		o.rotate("two", "one", "two")
		_, refusal = o.judge(confirmation.Answer{Challenge: second.Challenge, Token: token})
		require.NoError(t, refusal)
		_, err := o.honour(proof.Grant)
		require.NoError(t, err, "nor does a grant")
	})
}

// A code whose secret has gone counts as expired: nobody can answer it, and no try is lost.
func TestSecretGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, email(t)))
		answer, token := o.code(receipt), o.letter(receipt).Token
		granted := o.mustAsk(asks(boris, confirmation.ForRegistration, phone(t)))
		proof, refusal := o.judge(o.code(granted))
		require.NoError(t, refusal)

		o.rotate("two", "two")
		before := len(o.records())
		_, refusal = o.judge(answer)
		require.ErrorIs(t, refusal, confirmation.ErrExpired)
		_, refusal = o.judge(confirmation.Answer{Challenge: receipt.Challenge, Token: token})
		require.ErrorIs(t, refusal, confirmation.ErrExpired)
		assert.Len(t, o.records(), before)
		_, ok, err := o.Letter(t.Context(), receipt.Challenge, 1)
		require.ErrorIs(t, err, fault.Permanent, "a code that cannot be derived is no silence")
		assert.False(t, ok)
		_, err = o.honour(proof.Grant)
		require.ErrorIs(t, err, confirmation.ErrGrant)

		time.Sleep(time.Minute)
		receipt, err = o.askAgain(receipt.Challenge)
		require.NoError(t, err, "a new code derives from the present secret")
		_, refusal = o.judge(o.code(receipt))
		require.NoError(t, refusal)
	})
}
