// Package bankjwt reads the assertions of banks as signed JSON Web Tokens (RFC 7519), with the keys each bank
// publishes as a JSON Web Key Set (RFC 7517). It implements [bank.Assertions].
//
//	banks, err := bankjwt.New(bankjwt.Config{Banks: []bankjwt.Bank{{
//		ID: "test-bank", Name: fault.Text{Russian: "Учебный банк", English: "Test bank"},
//		Audience: "portal", Issuer: "https://bank.example", KeysURL: "https://bank.example/jwks",
//	}}})
//	ports.Banks = banks
//
// What a token must have:
//
//	header  alg, kid; typ absent or JWT; nothing critical (crit)
//	claims  iss, sub, aud (one), nonce, iat, exp, family_name, given_name, birthdate (as OpenID Connect Core 5.1),
//	        snils or document {type: passport | foreign-passport | residence-permit, number}
//	        optional: nbf, middle_name, inn
//
// A key has one algorithm: the one in its "alg", or the one its type and curve name. Keys without a name (kid), for
// encryption, symmetric, or of less than 2048 bits (RSA) are no keys. Which keys count is decided by the bank's set
// alone; keys and places of keys in a token's header are ignored.
//
// Keys are fetched when the first token comes, kept for an hour, and fetched again for a kid that is not among them,
// at most every 30 seconds.
package bankjwt
