package confirmation_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

func TestProof(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		now := time.Now().UTC()
		assert.Equal(t, confirmation.Receipt{
			Challenge: receipt.Challenge, Kind: person.ContactPhone, Send: 1,
			ExpiresAt: now.Add(300 * time.Second), ResendAt: now.Add(time.Minute),
		}, receipt)

		proof, refusal := o.judge(o.code(receipt))
		require.NoError(t, refusal)
		assert.Equal(t, confirmation.Proof{
			Account: anna, Purpose: confirmation.ForRegistration, Contact: phone(t), AskedAt: now, Grant: proof.Grant,
		}, proof)
		assert.False(t, proof.Grant.IsZero())
	})
}

// A grant lasts 30 minutes from the proof.
func TestGrant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		others := o.mustAsk(asks(boris, confirmation.ForRegistration, email(t)))
		time.Sleep(time.Minute)
		proof, refusal := o.judge(o.code(receipt))
		require.NoError(t, refusal)
		another, refusal := o.judge(o.code(others))
		require.NoError(t, refusal)

		read := confirmation.ParseGrant(proof.Grant.Reveal())
		time.Sleep(30*time.Minute - time.Microsecond)
		honoured, err := o.honour(read)
		require.NoError(t, err)
		assert.Equal(t, proof, honoured)

		id, secret, _ := strings.Cut(proof.Grant.Reveal(), ".")
		otherID, otherSecret, _ := strings.Cut(another.Grant.Reveal(), ".")
		for _, text := range []string{
			"", ".", id + ".", id, "." + secret, otherID + "." + secret, id + "." + otherSecret, id + "." + secret + "x",
			id + "." + secret[1:], strings.ToLower(id) + "." + secret, "unknown." + secret, id + "\x00." + secret,
			strings.Repeat("x", 1<<20) + "." + secret, "\xff\xfe." + secret,
		} {
			_, err := o.honour(confirmation.ParseGrant(text))
			assert.ErrorIs(t, err, confirmation.ErrGrant)
		}
		time.Sleep(time.Microsecond)
		_, err = o.honour(read)
		require.ErrorIs(t, err, confirmation.ErrGrant)
	})
}

// Recall is for the same answer again, not for another.
func TestRecall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		right, wrong := o.code(receipt), o.wrong(receipt)
		recall := func(answer confirmation.Answer) (proof confirmation.Proof, err error) {
			err = o.do(func(ctx context.Context, unit *es.Unit) (err error) {
				proof, err = o.Recall(ctx, unit, answer)
				return err
			})
			return proof, err
		}
		_, err := recall(right)
		require.ErrorIs(t, err, confirmation.ErrUsed, "nothing to recall yet")
		proof, refusal := o.judge(right)
		require.NoError(t, refusal)
		again, err := recall(right)
		require.NoError(t, err)
		assert.Equal(t, proof, again)
		_, err = recall(wrong)
		require.ErrorIs(t, err, confirmation.ErrUsed)
		_, err = recall(confirmation.Answer{Challenge: "unknown", Code: right.Code})
		require.ErrorIs(t, err, confirmation.ErrUsed)
		time.Sleep(30 * time.Minute)
		_, err = recall(right)
		require.ErrorIs(t, err, confirmation.ErrUsed)
	})
}
