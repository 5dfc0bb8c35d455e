package confirmation_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

func bytesOf(fill byte) []byte { return bytes.Repeat([]byte{fill}, 32) }

// office is a confirmation service over a store in memory, with one account to ask for.
type office struct {
	*confirmation.Service
	t      testing.TB
	store  *memory.Store
	engine *es.Engine
}

const anna, boris = "anna", "boris"

func newOffice(t testing.TB) *office {
	t.Helper()
	o := &office{t: t, store: memory.NewStore()}
	kek, err := es.NewLocalKEK("kek", map[string][]byte{"kek": bytesOf('k')})
	require.NoError(t, err)
	index, err := es.NewBlindIndex(bytesOf('b'))
	require.NoError(t, err)
	o.engine, err = es.NewEngine(es.Config{Store: o.store, Encrypter: kek, BlindIndex: index})
	require.NoError(t, err)
	o.rotate("one", "one")
	for _, account := range []string{anna, boris} {
		require.NoError(t, o.do(func(ctx context.Context, unit *es.Unit) error { return unit.CreateKey(ctx, account) }))
	}
	return o
}

// rotate makes the service anew, with the present secret and all that are listed.
func (o *office) rotate(current string, listed ...string) {
	o.t.Helper()
	secrets := map[string][]byte{}
	for _, name := range listed {
		secrets[name] = bytesOf(name[0])
	}
	codes, err := confirmation.NewCodes(current, secrets)
	require.NoError(o.t, err)
	o.Service, err = confirmation.New(o.engine, codes, policy)
	require.NoError(o.t, err)
}

func (o *office) do(work func(ctx context.Context, unit *es.Unit) error) error {
	return o.engine.Do(context.Background(), work)
}

func asks(account string, purpose confirmation.Purpose, contact person.Contact) confirmation.Question {
	return confirmation.Question{Account: account, Purpose: purpose, Contact: contact, Language: "ru"}
}

func (o *office) ask(question confirmation.Question) (receipt confirmation.Receipt, err error) {
	err = o.do(func(ctx context.Context, unit *es.Unit) error {
		id, err := unit.NewID()
		if err != nil {
			return err
		}
		receipt, err = o.Ask(ctx, unit, id, question)
		return err
	})
	return receipt, err
}

func (o *office) mustAsk(question confirmation.Question) confirmation.Receipt {
	o.t.Helper()
	receipt, err := o.ask(question)
	require.NoError(o.t, err)
	return receipt
}

func (o *office) askAgain(challenge string) (receipt confirmation.Receipt, err error) {
	err = o.do(func(ctx context.Context, unit *es.Unit) (err error) {
		receipt, err = o.AskAgain(ctx, unit, challenge)
		return err
	})
	return receipt, err
}

// judge gives the proof or the refusal.
func (o *office) judge(answer confirmation.Answer) (confirmation.Proof, error) {
	var verdict confirmation.Verdict
	err := o.do(func(ctx context.Context, unit *es.Unit) (err error) {
		verdict, err = o.Judge(ctx, unit, answer)
		return err
	})
	require.NoError(o.t, err)
	return verdict.Proof, verdict.Refusal
}

func (o *office) honour(grant confirmation.Grant) (proof confirmation.Proof, err error) {
	err = o.do(func(ctx context.Context, unit *es.Unit) (err error) {
		proof, err = o.Honour(ctx, unit, grant)
		return err
	})
	return proof, err
}

// letter is what the person receives.
func (o *office) letter(receipt confirmation.Receipt) confirmation.Letter {
	o.t.Helper()
	letter, ok, err := o.Letter(context.Background(), receipt.Challenge, receipt.Send)
	require.NoError(o.t, err)
	require.True(o.t, ok)
	return letter
}

func (o *office) code(receipt confirmation.Receipt) confirmation.Answer {
	o.t.Helper()
	return confirmation.Answer{Challenge: receipt.Challenge, Code: o.letter(receipt).Code}
}

// wrong is an answer that is not the code.
func (o *office) wrong(receipt confirmation.Receipt) confirmation.Answer {
	o.t.Helper()
	answer := o.code(receipt)
	last := answer.Code[len(answer.Code)-1]
	answer.Code = answer.Code[:len(answer.Code)-1] + string('0'+(last-'0'+1)%10)
	return answer
}

// records are all events of the store.
func (o *office) records() []es.Record {
	o.t.Helper()
	page, err := o.store.Read(context.Background(), 0, 10_000)
	require.NoError(o.t, err)
	return page.Records
}
