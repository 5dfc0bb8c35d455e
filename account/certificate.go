package account

import (
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Certificate is one of an e-signature that belongs to the account: with it the person can sign in (CNF-7).
type Certificate struct {
	// Fingerprint is the SHA-256 digest of its DER encoding, in hexadecimal.
	Fingerprint string `json:"fingerprint"`
	// Issuer and Serial name it for people.
	Issuer   string    `json:"issuer"`
	Serial   string    `json:"serial"`
	NotAfter time.Time `json:"notAfter"`
	// Evidence is that of the confirmation by this certificate, which is given up with it.
	Evidence string `json:"evidence"`
}

// CertificateBound means that a certificate belongs to the account. Whoever decides this also claims it in the same
// unit of work.
type CertificateBound struct {
	Account string    `json:"account"`
	At      time.Time `json:"at"`

	Certificate es.Personal[Certificate] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e CertificateBound) Evolve(a Account) Account {
	a.Certificates = append(slices.Clone(a.Certificates), e.Certificate.Value())
	return a
}

// HasCertificate tells whether the certificate of that fingerprint belongs to the account.
func (a Account) HasCertificate(fingerprint string) bool {
	return slices.ContainsFunc(a.Certificates, func(c Certificate) bool { return c.Fingerprint == fingerprint })
}

// BindCertificate records that a certificate belongs to the account, once.
func BindCertificate(c Certificate, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		if a.Status != Live {
			return nil, ErrNotLive
		}
		if a.HasCertificate(c.Fingerprint) {
			return nil, nil
		}
		return []es.Event[Account]{CertificateBound{Account: a.ID, At: now, Certificate: es.NewPersonal(c)}}, nil
	}
}
