// Package enrolment leads a person from nothing to confirmed by somebody who knows who they are: a service centre or a
// bank (CNF-9).
//
//	              the person proves the contact
//	              and sets the password             Accept: SNILS              ProfileVerified
//	○ ── Open ──▶ begun ──────────────────────────▶ begun ──────────▶ accepted ───────────────▶ confirmed
//	               │                                  │                   │
//	               ├── 7 days ──▶ expired             ├── 5 wrong ──▶ exhausted
//	               │                                  │                   ├── the profile differs ──▶ differed
//	               │                                  │                   └── 30 days ──▶ expired
//
// Nothing is vouched for an account before its person has it. Whoever vouches gives a contact and what they know; the
// one-time code goes to the contact and to nobody else, and with it the person sets a password of their own (package
// registration). Since a contact may be mistyped, whoever gets the code learns nothing and gets nothing before they
// enter the SNILS of the person who was vouched for. Then the profile is checked by the registries as ever, and when it
// agrees with what was vouched for, the identity is confirmed without anybody having to come again.
//
//	opened, err := service.Open(ctx, unit, enrolment.Application{Form: form, Contact: "8 916 123-45-67", Vouched: …})
//	err := service.Accept(ctx, account, "123-456-789 64")
package enrolment
