// Package scenario tests decisions: given what happened, when a command is decided, then these events
// follow, or this refusal.
//
//	scenario.Given(t, account.Account{}, account.Registered{…}).
//		When(account.ConfirmContact(contact, now)).
//		Then(account.ContactConfirmed{…})
//
// It needs nothing but the standard library and package eventsourcing, and touches no store.
package scenario
