// Package cms verifies electronic signatures of the form CMS (RFC 5652, CAdES-BES included) made with
// GOST R 34.10-2012, RSA or ECDSA: the port of package identity/signature.
//
//	verifier, err := cms.New(cms.Config{Roots: [][]byte{rootPEM}, Policy: cms.DefaultPolicy()})
//	certificate, err := verifier.Verify(ctx, statement, uploaded, time.Now())
//
// A signature is DER with definite lengths, or the same as PEM or Base64. It has one signer. The chain of
// certificates is built to the roots by this package itself, at the trusted time, over certificates of the
// configuration and of the signature; crypto/x509 parses certificates and lists, and cannot verify GOST.
//
// Work is bounded by [Policy]: the size, the number of certificates, the depth of the chain and the number
// of links that are tried. Packages streebog and gost3410 hold the Russian algorithms.
package cms
