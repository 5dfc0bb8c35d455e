package main

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"time"
)

// bare is a kind of signature that the standard library verifies.
type bare struct {
	fresh func() (crypto.Signer, error)
	opts  crypto.SignerOpts
}

var (
	rsa2048    = bare{freshRSA, crypto.SHA256}
	rsaPSS2048 = bare{freshRSA, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256}}
	ecdsaP256  = bare{freshECDSA(elliptic.P256()), crypto.SHA256}
	ecdsaP384  = bare{freshECDSA(elliptic.P384()), crypto.SHA384}
)

func freshRSA() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) }

func freshECDSA(curve elliptic.Curve) func() (crypto.Signer, error) {
	return func() (crypto.Signer, error) { return ecdsa.GenerateKey(curve, rand.Reader) }
}

// digest is what is signed of a text.
func (b bare) digest(text []byte) []byte {
	h := b.opts.HashFunc().New()
	_, _ = h.Write(text)
	return h.Sum(nil)
}

var errWrongSignature = errors.New("a signature that is right was refused")

func (b bare) verify(public crypto.PublicKey, digest, signature []byte) error {
	switch key := public.(type) {
	case *ecdsa.PublicKey:
		if !ecdsa.VerifyASN1(key, digest, signature) {
			return errWrongSignature
		}
		return nil
	case *rsa.PublicKey:
		if pss, ok := b.opts.(*rsa.PSSOptions); ok {
			return rsa.VerifyPSS(key, b.opts.HashFunc(), digest, signature, pss)
		}
		return rsa.VerifyPKCS1v15(key, b.opts.HashFunc(), digest, signature)
	default:
		return errors.ErrUnsupported
	}
}

// floor verifies so many signatures in one operation, and does nothing else.
func (b bare) floor(signatures, ops int) contender {
	return func(context.Context) (time.Duration, error) {
		key, err := b.fresh()
		if err != nil {
			return 0, err
		}
		digest := b.digest([]byte("statement"))
		signature, err := key.Sign(rand.Reader, digest, b.opts)
		if err != nil {
			return 0, err
		}
		public := key.Public()
		return timed(ops, 1, func(int) error {
			for range signatures {
				if err := b.verify(public, digest, signature); err != nil {
					return err
				}
			}
			return nil
		})
	}
}
