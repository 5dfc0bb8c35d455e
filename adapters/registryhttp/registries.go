package registryhttp

import (
	"context"

	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/contract"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/verification"
)

type passports struct{ registry }

// CheckDocument implements verification.PassportRegistry.
func (r passports) CheckDocument(ctx context.Context, q verification.DocumentQuestion) (verification.Answer, error) {
	return r.asked(r.api.CheckDocument(ctx, &contract.CheckDocumentParams{IdempotencyKey: q.Request}, contract.DocumentQuestion{
		Name: nameOf(q.Name), Sex: contract.Sex(q.Sex.Reveal()), BornOn: q.BornOn.Reveal(), Document: documentOf(q.Document),
	}))
}

// Poll implements verification.Poller.
func (r passports) Poll(ctx context.Context, ticket string) (verification.Answer, error) {
	got, err := r.api.DocumentAnswer(ctx, &contract.DocumentAnswerParams{Ticket: ticket})
	return r.polled(ticket, got, err)
}

type pensions struct{ registry }

// CheckSNILS implements verification.PensionRegistry.
func (r pensions) CheckSNILS(ctx context.Context, q verification.SNILSQuestion) (verification.Answer, error) {
	return r.asked(r.api.CheckSNILS(ctx, &contract.CheckSNILSParams{IdempotencyKey: q.Request}, contract.SNILSQuestion{
		Name: nameOf(q.Name), Sex: contract.Sex(q.Sex.Reveal()), BornOn: q.BornOn.Reveal(), SNILS: q.SNILS.Reveal(),
	}))
}

// Poll implements verification.Poller.
func (r pensions) Poll(ctx context.Context, ticket string) (verification.Answer, error) {
	got, err := r.api.SNILSAnswer(ctx, &contract.SNILSAnswerParams{Ticket: ticket})
	return r.polled(ticket, got, err)
}

type taxes struct{ registry }

// CheckINN implements verification.TaxRegistry.
func (r taxes) CheckINN(ctx context.Context, q verification.INNQuestion) (verification.Answer, error) {
	return r.asked(r.api.CheckINN(ctx, &contract.CheckINNParams{IdempotencyKey: q.Request}, contract.INNQuestion{
		Name: nameOf(q.Name), BornOn: q.BornOn.Reveal(), Document: documentOf(q.Document), INN: q.INN.Reveal(),
	}))
}

// FindINN implements verification.TaxRegistry.
func (r taxes) FindINN(ctx context.Context, q verification.INNLookup) (inn person.INN, ok bool, err error) {
	reply, err := r.receive(r.api.FindINN(ctx, &contract.FindINNParams{IdempotencyKey: q.Request}, contract.INNLookup{
		Name: nameOf(q.Name), BornOn: q.BornOn.Reveal(), Document: documentOf(q.Document),
	}))
	if err != nil {
		return person.INN{}, false, err
	}
	return r.found(reply)
}

// Poll implements verification.Poller.
func (r taxes) Poll(ctx context.Context, ticket string) (verification.Answer, error) {
	got, err := r.api.INNAnswer(ctx, &contract.INNAnswerParams{Ticket: ticket})
	return r.polled(ticket, got, err)
}
