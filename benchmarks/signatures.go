package main

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/adapters/cms"
	"github.com/kabinet-go/kabinet/adapters/cms/fixtures"
)

// signaturesOfOne are those verified in a whole verification: on the content, on the signer's certificate and on that
// of the intermediate, and on the revocation list of the intermediate.
const signaturesOfOne = 4

// signatureKind is a kind of key with the fixture that was signed by one, and how many are verified in one measurement.
// The floor is nil where the standard library does not know the algorithm.
type signatureKind struct {
	name, fixture string
	ops           int
	floor         *bare
}

var signatureKinds = []signatureKind{
	{"GOST 2012 of 256 bits, CryptoPro A", "openssl-gost256-A", 300, nil},
	{"GOST 2012 of 256 bits, TC26 A", "openssl-gost256-TCA", 300, nil},
	{"GOST 2012 of 512 bits, TC26 A", "openssl-gost512-A", 100, nil},
	{"GOST 2012 of 512 bits, TC26 C", "openssl-gost512-C", 100, nil},
	{"RSA 2048", "openssl-rsa-2048", 1000, &rsa2048},
	{"RSA-PSS 2048", "gnutls-rsa-pss", 1000, &rsaPSS2048},
	{"ECDSA P-256", "openssl-ecdsa-p256", 1000, &ecdsaP256},
	{"ECDSA P-384", "openssl-ecdsa-p384", 200, &ecdsaP384},
}

// signatures are whole verifications by adapters/cms of what other programs signed, one after the other: content, chain
// and revocation list. The floor is nothing but the mathematics of as many signatures.
func signatures(size sizing) []row {
	var rows []row
	for _, kind := range signatureKinds {
		ops := size.of(kind.ops)
		r := row{
			work: "a signature with chain and revocation list, " + kind.name, store: noStore, rate: true, full: verifying(kind.fixture, ops),
		}
		if kind.floor != nil {
			r.floor = kind.floor.floor(signaturesOfOne, ops)
		}
		rows = append(rows, r)
	}
	return rows
}

func verifying(fixture string, ops int) contender {
	return func(ctx context.Context) (time.Duration, error) {
		f, at, err := fixtures.Get(fixture)
		if err != nil {
			return 0, err
		}
		verifier, err := cms.New(f.Config())
		if err != nil {
			return 0, err
		}
		verify := func(int) error {
			_, err := verifier.Verify(ctx, []byte(fixtures.Statement), f.Signed, at)
			return err
		}
		if err := verify(0); err != nil { // tables are made with the first
			return 0, err
		}
		return timed(ops, 1, verify)
	}
}
