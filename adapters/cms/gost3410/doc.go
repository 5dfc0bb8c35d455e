// Package gost3410 verifies signatures of GOST R 34.10-2012 over keys of 256 and 512 bits (RFC 7091).
//
//	curve, known := gost3410.CurveOf(oid)                 // the parameter set that a certificate names
//	key, err := gost3410.ParsePublicKey(curve, octets)    // x‖y, little-endian, as certificates have it
//	fine := key.Verify(digest, signature)                 // the digest of Streebog; s‖r, as certificates have it
//
// It does not sign, and handles public values only: its arithmetic is made for speed, and its timing depends
// on what it is given.
package gost3410
