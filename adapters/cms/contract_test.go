package cms_test

import (
	"context"
	"crypto/elliptic"
	"crypto/x509"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms"
	"github.com/kabinet-go/kabinet/adapters/cms/internal/cmstest"
	"github.com/kabinet-go/kabinet/identity/signature"
	"github.com/kabinet-go/kabinet/identity/signature/signaturetest"
)

func TestVerifierKeepsItsContract(t *testing.T) {
	for name, fresh := range keys {
		t.Run(name, func(t *testing.T) {
			keys := [3]cmstest.Key{fresh(t), fresh(t), fresh(t)}
			signaturetest.Run(t, func(t *testing.T) signaturetest.Harness {
				a := newAuthority(t, keys)
				return signaturetest.Harness{
					Verifier: a.verifier(t), At: a.at, Sign: a.sign, Lists: func(state signaturetest.Lists) { a.setLists(t, state) },
					Flaws: signaturetest.Flaws(), TooLarge: 300_000,
				}
			})
		})
	}
}

var keys = map[string]func(testing.TB) cmstest.Key{
	"GOST":    cmstest.GOST,
	"ECDSA":   func(tb testing.TB) cmstest.Key { return cmstest.ECDSA(tb, elliptic.P256()) },
	"RSA":     func(tb testing.TB) cmstest.Key { return cmstest.RSA(tb, 2048) },
	"RSA-PSS": func(tb testing.TB) cmstest.Key { return cmstest.RSAPSS(tb, 2048) },
}

// authority is a root, an intermediate under it and the key of everybody who signs.
type authority struct {
	at           time.Time
	root, middle cmstest.Certificate
	signer       cmstest.Key
	mu           sync.Mutex
	serial       int64
	lists        cms.Lists
}

func newAuthority(tb testing.TB, keys [3]cmstest.Key) *authority {
	tb.Helper()
	a := &authority{at: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), signer: keys[2], serial: 1000}
	a.root = a.authority("Root").Issue(tb, keys[0], cmstest.Certificate{})
	a.middle = a.authority("Middle").Issue(tb, keys[1], a.root)
	a.setLists(tb, signaturetest.Current)
	return a
}

func named(text string) []signature.Attribute {
	return []signature.Attribute{{Type: signature.TypeCommonName, Text: text}}
}

// authority is the form of an authority's certificate.
func (a *authority) authority(name string) cmstest.Certificate {
	return cmstest.Certificate{
		Serial: 7, Subject: named(name), CA: true, PathLength: -1, Usage: cmstest.Authority,
		NotBefore: a.at.AddDate(-10, 0, 0), NotAfter: a.at.AddDate(10, 0, 0),
	}
}

// person is the form of a signer's certificate.
func (a *authority) person() cmstest.Certificate {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.serial++
	return cmstest.Certificate{
		Serial: a.serial, Subject: signaturetest.Anna(), NotBefore: a.at.Add(-24 * time.Hour), NotAfter: a.at.Add(24 * time.Hour),
		Usage: cmstest.Signing,
	}
}

// message is the form of a signature of a signer by the intermediate.
func (a *authority) message(content []byte, signer cmstest.Certificate) cmstest.Message {
	return cmstest.Message{
		Content: content, Signer: signer, Issuer: a.middle, Certificates: [][]byte{signer.DER, a.middle.DER},
		Attributes: append(cmstest.Attributes(signer.Key, content, time.Time{}), cmstest.CAdES(signer.Key, signer)),
	}
}

func (a *authority) verifier(tb testing.TB) *cms.Verifier {
	tb.Helper()
	policy := cms.DefaultPolicy()
	policy.RequireList = true
	return a.verifierOf(tb, policy)
}

func (a *authority) verifierOf(tb testing.TB, policy cms.Policy) *cms.Verifier {
	tb.Helper()
	verifier, err := cms.New(cms.Config{
		Roots: [][]byte{a.root.DER}, Policy: policy,
		Lists: func(ctx context.Context, issuer *x509.Certificate) ([][]byte, error) {
			a.mu.Lock()
			lists := a.lists
			a.mu.Unlock()
			return lists(ctx, issuer)
		},
	})
	require.NoError(tb, err)
	return verifier
}

// sign does what the suite orders.
func (a *authority) sign(t *testing.T, order signaturetest.Order) []byte {
	t.Helper()
	form, issuer, key := a.person(), a.middle, a.signer
	form.Subject = order.Subject
	if !order.NotBefore.IsZero() {
		form.NotBefore, form.NotAfter = order.NotBefore, order.NotAfter
	}
	middle := a.authority("Middle")
	switch order.Flaw {
	case signaturetest.Stranger:
		stranger := a.authority("Root").Issue(t, key, cmstest.Certificate{})
		issuer = middle.Issue(t, a.middle.Key, stranger)
	case signaturetest.IssuerExpired:
		middle.NotAfter = a.at.Add(-time.Second)
		issuer = middle.Issue(t, a.middle.Key, a.root)
	case signaturetest.IssuerNotYetValid:
		middle.NotBefore = a.at.Add(time.Second)
		issuer = middle.Issue(t, a.middle.Key, a.root)
	case signaturetest.NotEntitled:
		middle.CA = false
		issuer = middle.Issue(t, a.middle.Key, a.root)
	case signaturetest.KeyUsage:
		form.Usage = cmstest.Agreement
	case signaturetest.CriticalExtension:
		form.Extensions = [][]byte{cmstest.Extension("1.2.3.4", true, cmstest.Null)}
	default:
	}
	signer := form.Issue(t, key, issuer)
	message := a.message(order.Content, signer)
	message.Certificates[1] = issuer.DER
	message.Attributes = append(cmstest.Attributes(key, order.Content, order.SigningTime), cmstest.CAdES(key, signer))
	a.spoil(t, &message, order.Flaw)
	return message.Sign(t)
}

// spoil makes the flaws of a message.
func (a *authority) spoil(t *testing.T, message *cmstest.Message, flaw signaturetest.Flaw) {
	t.Helper()
	signer := message.Signer
	switch flaw {
	case signaturetest.WrongSignature:
		message.Signer.Key = a.middle.Key
	case signaturetest.NoCertificate:
		message.Certificates = message.Certificates[1:]
	case signaturetest.SeveralSigners:
		message.Signers = 2
	case signaturetest.Algorithm:
		message.Signer.Key.Scheme = cmstest.Algorithm("1.2.840.113549.1.1.4", cmstest.Null) // MD5 with RSA
	case signaturetest.Attributes:
		message.Attributes = append(message.Attributes, message.Attributes[0])
	case signaturetest.SigningCertificate:
		message.Attributes[len(message.Attributes)-1] = cmstest.CAdES(signer.Key, a.middle)
	case signaturetest.Certificate:
		message.Certificates[0] = cmstest.Sequence(cmstest.Octets(signer.DER))
	case signaturetest.ManyCertificates:
		for range 20 {
			message.Certificates = append(message.Certificates, a.middle.DER)
		}
	default:
	}
}

// setLists publishes lists of root and intermediate.
func (a *authority) setLists(tb testing.TB, state signaturetest.Lists) {
	tb.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	empty := cmstest.List{ThisUpdate: a.at.Add(-time.Hour), NextUpdate: a.at.Add(time.Hour)}
	list := empty
	switch state {
	case signaturetest.Revoked:
		for serial := int64(1000); serial <= a.serial; serial++ {
			list.Serials = append(list.Serials, serial)
		}
	case signaturetest.Stale:
		list.NextUpdate = a.at.Add(-time.Minute)
	case signaturetest.Down:
		a.lists = func(context.Context, *x509.Certificate) ([][]byte, error) {
			return nil, errors.New("connection refused")
		}
		return
	default:
	}
	a.lists = cms.FixedLists(empty.Issue(tb, a.root), list.Issue(tb, a.middle))
}
