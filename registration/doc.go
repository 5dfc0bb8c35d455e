// Package registration leads a person from nothing to a simplified account: name and contact, a code
// or link, a password.
//
//	Register ──▶ a code goes out ──▶ Confirm ──▶ the contact is claimed ──▶ SetPassword ──▶ simplified
//	   ▲              │ Resend, ChooseContact          │
//	   └── Resume ◀───┴────────────────────────────────┘ interrupted at any point
//
//	receipt, err := service.Register(ctx, registration.Register{Key: nonce, Name: …, Contact: "8 916 123-45-67", …})
//	confirmed, err := service.Confirm(ctx, registration.Confirm{Challenge: receipt.Challenge, Code: typed})
//	completed, err := service.SetPassword(ctx, registration.SetPassword{Grant: confirmed.Grant, Password: chosen})
//
// It is the process over account and confirmation: each command is one unit of work over both.
//
// An unproved contact reserves nothing (REG-5): any number of registrations may wait for the same
// contact, and whoever proves it first has it. What happens to a proof of a contact that another account
// has proved already depends on that account:
//
//   - finished: no code is sent, the answers are the same as ever, and the owner is told (REG-8);
//   - unfinished, and the code was sent before: it was overtaken, and gets [ErrContactTaken] (REG-5);
//   - unfinished, and the code was asked for since: the person begins anew on purpose, and the unfinished
//     registration gives way (REG-6).
//
// Whoever vouches for a person begins the registration for them ([Service.Enrol], package enrolment); from the code on
// it goes the same way.
//
// Timers end what is not finished in time: see [Service.Abandon] and [Service.Remind].
package registration
