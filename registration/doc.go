// Package registration leads a person from nothing to a simplified account: name and contact, a code
// or link, a password.
//
//	Register ──▶ a code goes out ──▶ Confirm ──▶ the contact is claimed ──▶ SetPassword ──▶ simplified
//	   ▲              │ Resend, ChooseContact          │
//	   └── Resume ◀───┴────────────────────────────────┘ interrupted at any point
//
// It is the process over account and confirmation: each command is one unit of work over both.
//
// An unproved contact reserves nothing (REG-5): any number of registrations may wait for the same
// contact, and whoever proves it has it. If an unfinished registration had proved it before, the newer
// one takes its place (REG-6). If a finished account has it, the answer is the same as ever, no code is
// sent, and its owner is told (REG-8).
package registration
