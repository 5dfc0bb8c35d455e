// Package bank confirms a person's identity by their bank (CNF-8): the bank has seen the person and their document,
// and says so in a signed statement, an assertion, which answers one request of one account.
//
//	                Begin (with consent)             Complete: the data agree
//	○ ────────────────────────────────▶ open ─────────────────────────────────▶ answered, account confirmed
//	                                     │ Complete: data differ
//	                                     ├────────────────────▶ mismatched (begin anew when they are corrected)
//	                                     │ too many replies that are no answer
//	                                     ├────────────────────▶ exhausted
//	                                     └── time is over · given up · another way was faster ──▶ ended
//
// [Service.Begin] gives a [Request]. The portal sends the browser to the bank with its audience, nonce and state; the
// browser comes back with the state and the assertion:
//
//	request, err := k.Bank.Begin(ctx, bank.Begin{Account: id, Bank: "test-bank", Consent: bank.Consent{Version: "2026-01"}})
//	// redirect to the bank: request.Audience, request.Nonce, request.State
//	err = k.Bank.Complete(ctx, bank.Reply{Account: id, State: state, Assertion: assertion})
//
// Nonce and state derive from a secret and are kept nowhere. The account is that of the session in which the browser
// comes back, never one that the reply names.
//
// Whoever has no account may be registered by their bank (CNF-9): [Service.BeginEnrolment] and [Service.CompleteEnrolment]
// do the same without a session, with a secret that the browser keeps in its place, and what the bank tells opens an
// enrolment (package enrolment).
//
// What a bank has to send and how it signs is a matter of the port [Assertions], whose contract package banktest
// shows. The bank is told nothing about the person; what it tells is compared with the verified profile and then
// forgotten, or kept sealed in the enrolment until the profile is verified. The account keeps whom it consented to hear and which fields came (CON-1).
package bank
