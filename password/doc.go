// Package password judges, estimates and keeps passwords (PWD-1, PWD-2, PWD-3, PWD-5).
//
// A [Policy] is a value with every figure and switch of a portal's rules: [Modern], [PortalGuide] and
// [Portal2019] are the three that come with the package; change a field to make your own. A [Hasher]
// turns an accepted password into a [Hash] with Argon2id and verifies it at sign-in.
//
//	typed ──► Policy.Strength ──► score 0–4 and hints under the field
//	  │
//	  └────► Policy.Check ──► refusal with every broken rule
//	             │ accepted
//	             ▼
//	         Hasher.Hash ──► Hash "$argon2id$v=19$m=…,t=…,p=…$salt$key" ──► sealed part of an event
//	                            │
//	  sign-in ──► Hasher.Verify ┘──► yes or no, and whether to hash anew with today's parameters
//
// Start:
//
//	policy := password.Modern()
//	context := password.NewContext("Иван", "Петров", "ivan.petrov@example.org", "+79161234567")
//	if err := policy.Check(typed, context); err != nil {
//		return err // every fault, in Russian and English
//	}
//	hasher, err := password.NewHasher(password.DefaultHasherConfig(), rand.Reader)
//	…
//	hash, err := hasher.Hash(ctx, typed)
//	…
//	ok, needsRehash, err := hasher.Verify(ctx, hash, typedAtSignIn)
//
// Text is brought to Unicode normalisation form C before it is measured and before it is hashed, as
// NIST SP 800-63B-4 section 3.1.1.2 asks (its third revision named NFKC; NFC keeps ² and 2 apart, as the
// person typed them). Nothing is trimmed, truncated or mapped otherwise. Looser forms (NFKC, lower case,
// keyboard layout, figures for letters) serve only to recognise a common or personal password.
//
// There are no secret questions and a password does not grow old (PWD-5): no rule here knows a date.
package password
