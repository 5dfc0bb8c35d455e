package bridge

import (
	"context"

	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/contract"
	"github.com/kabinet-go/kabinet/verification"
)

// answers implements the operations of the contract.
type answers struct{ *Bridge }

// CheckDocument implements contract.StrictServerInterface.
func (a answers) CheckDocument(ctx context.Context, r contract.CheckDocumentRequestObject) (contract.CheckDocumentResponseObject, error) {
	q, err := a.documentQuestion(r.Params.IdempotencyKey, *r.Body)
	if err != nil {
		return nil, err
	}
	answer, err := a.config.Registries.Passports.CheckDocument(ctx, q)
	said, err := a.say(verification.DocumentCheck, answer, err)
	switch {
	case err != nil:
		return nil, err
	case said.ticket != nil:
		return contract.CheckDocument202JSONResponse{PendingJSONResponse: *said.ticket}, nil
	}
	return contract.CheckDocument200JSONResponse{AnswerJSONResponse: said.answer}, nil
}

// DocumentAnswer implements contract.StrictServerInterface.
func (a answers) DocumentAnswer(ctx context.Context, r contract.DocumentAnswerRequestObject) (contract.DocumentAnswerResponseObject, error) {
	answer, err := a.poll(ctx, verification.DocumentCheck, r.Params.Ticket)
	said, err := a.say(verification.DocumentCheck, answer, err)
	switch {
	case err != nil:
		return nil, err
	case said.ticket != nil:
		return contract.DocumentAnswer202JSONResponse{PendingJSONResponse: *said.ticket}, nil
	}
	return contract.DocumentAnswer200JSONResponse{AnswerJSONResponse: said.answer}, nil
}

// CheckSNILS implements contract.StrictServerInterface.
func (a answers) CheckSNILS(ctx context.Context, r contract.CheckSNILSRequestObject) (contract.CheckSNILSResponseObject, error) {
	q, err := a.snilsQuestion(r.Params.IdempotencyKey, *r.Body)
	if err != nil {
		return nil, err
	}
	answer, err := a.config.Registries.Pensions.CheckSNILS(ctx, q)
	said, err := a.say(verification.SNILSCheck, answer, err)
	switch {
	case err != nil:
		return nil, err
	case said.ticket != nil:
		return contract.CheckSNILS202JSONResponse{PendingJSONResponse: *said.ticket}, nil
	}
	return contract.CheckSNILS200JSONResponse{AnswerJSONResponse: said.answer}, nil
}

// SNILSAnswer implements contract.StrictServerInterface.
func (a answers) SNILSAnswer(ctx context.Context, r contract.SNILSAnswerRequestObject) (contract.SNILSAnswerResponseObject, error) {
	answer, err := a.poll(ctx, verification.SNILSCheck, r.Params.Ticket)
	said, err := a.say(verification.SNILSCheck, answer, err)
	switch {
	case err != nil:
		return nil, err
	case said.ticket != nil:
		return contract.SNILSAnswer202JSONResponse{PendingJSONResponse: *said.ticket}, nil
	}
	return contract.SNILSAnswer200JSONResponse{AnswerJSONResponse: said.answer}, nil
}

// CheckINN implements contract.StrictServerInterface.
func (a answers) CheckINN(ctx context.Context, r contract.CheckINNRequestObject) (contract.CheckINNResponseObject, error) {
	q, err := a.innQuestion(r.Params.IdempotencyKey, *r.Body)
	if err != nil {
		return nil, err
	}
	answer, err := a.config.Registries.Taxes.CheckINN(ctx, q)
	said, err := a.say(verification.INNCheck, answer, err)
	switch {
	case err != nil:
		return nil, err
	case said.ticket != nil:
		return contract.CheckINN202JSONResponse{PendingJSONResponse: *said.ticket}, nil
	}
	return contract.CheckINN200JSONResponse{AnswerJSONResponse: said.answer}, nil
}

// INNAnswer implements contract.StrictServerInterface.
func (a answers) INNAnswer(ctx context.Context, r contract.INNAnswerRequestObject) (contract.INNAnswerResponseObject, error) {
	answer, err := a.poll(ctx, verification.INNCheck, r.Params.Ticket)
	said, err := a.say(verification.INNCheck, answer, err)
	switch {
	case err != nil:
		return nil, err
	case said.ticket != nil:
		return contract.INNAnswer202JSONResponse{PendingJSONResponse: *said.ticket}, nil
	}
	return contract.INNAnswer200JSONResponse{AnswerJSONResponse: said.answer}, nil
}

// FindINN implements contract.StrictServerInterface.
func (a answers) FindINN(ctx context.Context, r contract.FindINNRequestObject) (contract.FindINNResponseObject, error) {
	q, err := a.innLookup(r.Params.IdempotencyKey, *r.Body)
	if err != nil {
		return nil, err
	}
	inn, found, err := a.config.Registries.Taxes.FindINN(ctx, q)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return contract.FindINN200JSONResponse{Outcome: contract.FoundINNOutcomeNotFound}, nil
	}
	return contract.FindINN200JSONResponse{Outcome: contract.FoundINNOutcomeFound, INN: inn.Reveal()}, nil
}
