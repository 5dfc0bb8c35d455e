// Package streebog computes the digest GOST R 34.11-2012, called Streebog, of 256 and 512 bits (RFC 6986).
//
//	digest := streebog.Sum256(text)
//	hash := streebog.New512() // a hash.Hash
//
// Digests are given in the order in which they travel in signatures and certificates, as OpenSSL and GnuTLS
// print them; RFC 6986 prints the same digests as numbers, that is, backwards.
package streebog
