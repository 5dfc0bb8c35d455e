package bank

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// longest bounds what is given to an adapter, in bytes: an assertion has a few thousand.
const longest = 16 << 10

// front is what stands before [Assertions]: it limits the time of every call, and believes only what is within
// the contract.
type front struct {
	assertions Assertions
	banks      map[string]Bank
	policy     Policy
}

var idForm = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

// newFront refuses, on the fault.Permanent axis, banks that cannot be told apart or addressed.
func newFront(assertions Assertions, policy Policy) (front, error) {
	f := front{assertions: assertions, banks: map[string]Bank{}, policy: policy}
	var mistakes []error
	for _, bank := range assertions.Banks() {
		if !idForm.MatchString(bank.ID) || bank.Audience == "" {
			mistakes = append(mistakes, fmt.Errorf("bank: %q is no id of a bank, or its audience is missing", bank.ID))
		}
		if _, twice := f.banks[bank.ID]; twice {
			mistakes = append(mistakes, fmt.Errorf("bank: %q is there twice", bank.ID))
		}
		f.banks[bank.ID] = bank
	}
	return f, fault.AsPermanent(errors.Join(mistakes...))
}

func (f front) bank(id string) (Bank, error) {
	bank, known := f.banks[id]
	if !known {
		return Bank{}, ErrUnknownBank.At("bank")
	}
	return bank, nil
}

// verify returns what the bank asserts. The error is a refusal, that of the caller's context, or on an axis.
func (f front) verify(ctx context.Context, bankID, text string, at time.Time) (Assertion, error) {
	bank, err := f.bank(bankID)
	switch {
	case err != nil:
		return Assertion{}, err
	case text == "" || len(text) > longest:
		return Assertion{}, ErrUnreadable
	}
	limited, cancel := context.WithTimeout(ctx, f.policy.Timeout)
	defer cancel()
	presented := Presented{Bank: bankID, Text: text, At: at, Validity: f.policy.Validity}
	assertion, err := f.safely(limited, presented)
	switch {
	case ctx.Err() != nil:
		return Assertion{}, ctx.Err()
	case limited.Err() != nil:
		return Assertion{}, fault.AsTransient(fmt.Errorf("bank: the assertion of %s was not verified within %v", bankID, f.policy.Timeout))
	case err == nil:
		err = assertion.Check(presented, bank.Audience)
	}
	switch {
	case err == nil:
		return assertion, nil
	case errors.Is(err, fault.Refused), errors.Is(err, fault.Transient), errors.Is(err, fault.Permanent):
		return Assertion{}, err
	default:
		return Assertion{}, fault.AsPermanent(fmt.Errorf("bank: the adapter failed with a %T on no axis", err))
	}
}

// safely turns a panic of an adapter into an error.
func (f front) safely(ctx context.Context, presented Presented) (assertion Assertion, err error) {
	defer func() {
		if trouble := recover(); trouble != nil {
			err = fault.AsPermanent(fmt.Errorf("bank: the adapter panicked with a %T", trouble))
		}
	}()
	return f.assertions.Verify(ctx, presented)
}
