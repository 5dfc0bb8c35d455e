// Package identity keeps what all ways of confirming a person's identity have in common (CNF-1). The ways
// themselves — a service centre, a registered letter, a qualified e-signature, a bank — each have a package of
// their own below this one.
//
// A person may begin several ways side by side; a [Case] knows those that are open.
//
//	           Begun                     Ended (another succeeded, its time ran out, given up, void)
//	○ ───────────────────▶ open ───────────────────────────▶ ○
//	                        │
//	                        └── Ended (succeeded), with account.IdentityConfirmed
//	                                 and the end of every other way
//
// The first to succeed confirms the account and ends the others, all in one unit of work, so that of two who
// succeed at once exactly one does.
//
// What was confirmed is told to the person with a way to say "this was not me" ([Report]), which holds the
// account until an operator has decided ([Service.CloseReview]).
package identity
