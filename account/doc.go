// Package account is the aggregate at the heart of Kabinet: one person's account.
//
//	          Registered
//	○ ───────────────────────▶ registering ──── ContactConfirmed ────▶ registering
//	                                │                                      │
//	                                │ RegistrationAbandoned                │ PasswordSet
//	                                ▼                                      ▼
//	                            abandoned                          live (simplified)
//
// The package holds the state ([Account]), the events, and the decisions as pure functions: [Register],
// [ConfirmContact], [SetPassword], [ChangePassword], [Abandon], [Remind]. Who runs them, with which claims and
// timers, is told in package registration.
//
// Events name the person's data only in their sealed part; the public part holds ids, times, kinds and
// blind indexes.
package account
