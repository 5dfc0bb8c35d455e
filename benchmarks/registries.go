package main

import (
	"context"
	"errors"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/verification"
)

// agreeing are registries that agree to everything at once, or give a ticket and agree when it is polled.
type agreeing struct{ tickets bool }

func (a agreeing) ports() verification.Registries {
	return verification.Registries{Passports: a, Pensions: a, Taxes: a}
}

func (a agreeing) answer(check verification.Check, request string) (verification.Answer, error) {
	if a.tickets {
		return verification.Answer{Outcome: verification.OutcomePending, Ticket: string(check) + " " + request}, nil
	}
	return verification.Answer{Outcome: verification.OutcomeMatched}, nil
}

// CheckDocument implements verification.PassportRegistry.
func (a agreeing) CheckDocument(_ context.Context, q verification.DocumentQuestion) (verification.Answer, error) {
	return a.answer(verification.DocumentCheck, q.Request)
}

// CheckSNILS implements verification.PensionRegistry.
func (a agreeing) CheckSNILS(_ context.Context, q verification.SNILSQuestion) (verification.Answer, error) {
	return a.answer(verification.SNILSCheck, q.Request)
}

// CheckINN implements verification.TaxRegistry.
func (a agreeing) CheckINN(_ context.Context, q verification.INNQuestion) (verification.Answer, error) {
	return a.answer(verification.INNCheck, q.Request)
}

// FindINN implements verification.TaxRegistry.
func (agreeing) FindINN(context.Context, verification.INNLookup) (person.INN, bool, error) {
	return person.INN{}, false, nil
}

// Poll implements verification.Poller.
func (agreeing) Poll(context.Context, string) (verification.Answer, error) {
	return verification.Answer{Outcome: verification.OutcomeMatched}, nil
}

// down are registries that do not answer.
type down struct{ agreeing }

var errDown = fault.AsTransient(errors.New("no route to the registry"))

func (d down) ports() verification.Registries {
	return verification.Registries{Passports: d, Pensions: d, Taxes: d}
}

// CheckDocument implements verification.PassportRegistry.
func (down) CheckDocument(context.Context, verification.DocumentQuestion) (verification.Answer, error) {
	return verification.Answer{}, errDown
}

// CheckSNILS implements verification.PensionRegistry.
func (down) CheckSNILS(context.Context, verification.SNILSQuestion) (verification.Answer, error) {
	return verification.Answer{}, errDown
}

// CheckINN implements verification.TaxRegistry.
func (down) CheckINN(context.Context, verification.INNQuestion) (verification.Answer, error) {
	return verification.Answer{}, errDown
}
