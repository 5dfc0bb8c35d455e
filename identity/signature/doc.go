// Package signature says what it means to verify a person's electronic signature: the port, what is read from
// the signer's certificate, and every reason to refuse (CNF-7).
//
//	signature ──▶ parse ──▶ digest ──▶ signature ──▶ chain ──▶ revocation ──▶ subject ──▶ Certificate
//	content ─────────────────┘                         │            │            └ no SNILS, two, malformed
//	trusted time ──────────────────────────────────────┴────────────┴ expired, unknown issuer, revoked, …
//
// A verifier is asked with what was to be signed, what the person sent, and the time that the caller trusts:
//
//	certificate, err := verifier.Verify(ctx, statement, uploaded, time.Now())
//	for _, f := range fault.All(err) {
//		fmt.Println(f.Message(language.Russian)) // "Срок действия сертификата истёк. Получите новый …"
//	}
//
// Package adapters/cms verifies CMS signatures of GOST R 34.10-2012, RSA and ECDSA; adapters/memory plays a
// certification authority for tests and developers. Package signaturetest is the suite that both pass.
package signature
