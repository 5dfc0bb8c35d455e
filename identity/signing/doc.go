// Package signing confirms a person's identity by their qualified electronic signature (CNF-7): the portal makes a
// statement, the person signs the text of it with any program and sends the signature, and package
// identity/signature says whose it is.
//
//	       Issued                   Refused (not a signature, expired certificate, …: at most 10)
//	○ ───────────────▶ open ───────────────────────┐
//	                    │ ▲                          │
//	                    │ └──────────────────────────┘
//	                    ├── Signed ───▶ the account is confirmed, the certificate bound to it
//	                    ├── Differed ─▶ over: the certificate is of somebody else than the profile
//	                    └── Ended ────▶ over: 30 minutes have passed, or given up
//
// Every failure names its cause, and nothing has to be typed again. A certificate that has confirmed an account is
// bound to it, and to no other; with it the person can sign in, see [Service.Identify].
package signing
