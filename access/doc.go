// Package access lets a person in: login and password give a session, a session's token stands for the
// person until it ends.
//
//	      SignedIn               SessionSeen (now and then)
//	○ ───────────────▶ open ─────────────┐
//	                    │ ▲               │
//	                    │ └───────────────┘
//	                    └── SignedOut ──▶ ended; it also ends by idling, by age, and when the
//	                                      password is changed elsewhere
//
// A login is any proved contact, or the SNILS once it is verified. Whether a login is unknown or the
// password wrong cannot be told from the answer, nor from the time it takes (ACC-2). Tokens are 256 random
// bits and kept as a keyed hash only (ACC-4).
package access
