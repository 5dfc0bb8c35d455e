package registryhttp

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"

	"github.com/kabinet-go/kabinet/fault"
)

// Files are PEM files for mutual TLS.
type Files struct {
	// Certificate and Key are the client's; Certificate may hold intermediate ones after it.
	Certificate, Key string
	// Roots are the authorities whom the registry's certificate must come from; empty means the system's.
	Roots string
}

// TLS returns the configuration for [Endpoint.TLS], or on the fault.Permanent axis everything that is wrong
// with the files. Certificate and key are read again for every connection, so that they can be renewed in
// place; the roots are not.
func (f Files) TLS() (*tls.Config, error) {
	_, pairErr := tls.LoadX509KeyPair(f.Certificate, f.Key)
	roots, rootsErr := f.roots()
	if err := errors.Join(pairErr, rootsErr); err != nil {
		return nil, fault.AsPermanent(fmt.Errorf("registryhttp: Files: %w", err))
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		RootCAs:    roots,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			pair, err := tls.LoadX509KeyPair(f.Certificate, f.Key)
			return &pair, err
		},
	}, nil
}

func (f Files) roots() (*x509.CertPool, error) {
	if f.Roots == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(f.Roots)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New(f.Roots + " holds no certificate")
	}
	return roots, nil
}
