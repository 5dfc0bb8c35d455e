package registryhttp_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/adapters/registryhttp"
	"github.com/kabinet-go/kabinet/adapters/registryhttp/bridge"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification/registrytest"
)

// authority issues certificates.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	pool        *x509.CertPool
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	a := authority{pool: x509.NewCertPool()}
	var err error
	a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &a.key.PublicKey, a.key)
	require.NoError(t, err)
	a.certificate, err = x509.ParseCertificate(der)
	require.NoError(t, err)
	a.pool.AddCert(a.certificate)
	return a
}

// issue returns a certificate for a name and 127.0.0.1, as files and ready to use.
func (a authority) issue(t *testing.T, name, folder string) (registryhttp.Files, tls.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}, a.certificate, &key.PublicKey, a.key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	files := registryhttp.Files{
		Certificate: filepath.Join(folder, "client.pem"), Key: filepath.Join(folder, "client.key"), Roots: filepath.Join(folder, "roots.pem"),
	}
	for file, block := range map[string]*pem.Block{
		files.Certificate: {Type: "CERTIFICATE", Bytes: der}, files.Key: {Type: "PRIVATE KEY", Bytes: private},
		files.Roots: {Type: "CERTIFICATE", Bytes: a.certificate.Raw},
	} {
		require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(block), 0o600))
	}
	pair, err := tls.LoadX509KeyPair(files.Certificate, files.Key)
	require.NoError(t, err)
	return files, pair
}

// certifiedBridge lets the portal in by its certificate alone.
func certifiedBridge(t *testing.T, a authority, registries *memory.Registries) *httptest.Server {
	t.Helper()
	b, err := bridge.New(bridge.Config{
		Registries:  registries.Ports(),
		Certificate: func(certificate *x509.Certificate) bool { return certificate.Subject.CommonName == "portal" },
	})
	require.NoError(t, err)
	_, own := a.issue(t, "bridge", t.TempDir())
	return serve(t, b, func(server *httptest.Server) {
		server.TLS = &tls.Config{
			MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{own}, ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: a.pool,
		}
		server.StartTLS()
	})
}

// Client and bridge keep the contract over mutual TLS, too, with a transport of the client's own.
func TestRegistriesKeepTheirContractOverMutualTLS(t *testing.T) {
	registrytest.Run(t, func(t *testing.T) registrytest.Harness {
		t.Helper()
		a, registries := newAuthority(t), memory.NewRegistries()
		server := certifiedBridge(t, a, registries)
		files, _ := a.issue(t, "portal", t.TempDir())
		config, err := files.TLS()
		require.NoError(t, err)
		return harness(t, registries, registryhttp.Endpoint{URL: server.URL + "/", TLS: config})
	})
}

// Who has no certificate, another's, or one of another authority, is not let in; a registry of another
// authority is told nothing.
func TestMutualTLSRefuses(t *testing.T) {
	a, stranger := newAuthority(t), newAuthority(t)
	server := certifiedBridge(t, a, memory.NewRegistries())
	ask := func(config *tls.Config, token string) error {
		endpoint := registryhttp.Endpoint{URL: server.URL, TLS: config}
		if token != "" {
			endpoint.Token = registryhttp.StaticToken(token)
		}
		ports, err := registryhttp.New(registryhttp.Config{Passports: endpoint, Pensions: endpoint, Taxes: endpoint})
		require.NoError(t, err)
		_, err = ports.Pensions.CheckSNILS(t.Context(), snilsQuestion(t))
		return err
	}
	portal, _ := a.issue(t, "portal", t.TempDir())
	config, err := portal.TLS()
	require.NoError(t, err)
	require.NoError(t, ask(config, ""))

	other, _ := a.issue(t, "shop", t.TempDir())
	config, err = other.TLS()
	require.NoError(t, err)
	require.ErrorIs(t, ask(config, ""), fault.Permanent, "known to the authority, but not welcome")

	require.ErrorIs(t, ask(&tls.Config{MinVersion: tls.VersionTLS12, RootCAs: a.pool}, "no such token"), fault.Permanent)

	forged, pair := stranger.issue(t, "portal", t.TempDir())
	require.ErrorIs(t, ask(&tls.Config{MinVersion: tls.VersionTLS12, RootCAs: a.pool, Certificates: []tls.Certificate{pair}}, ""), fault.Transient)

	config, err = forged.TLS()
	require.NoError(t, err)
	err = ask(config, "")
	require.ErrorIs(t, err, fault.Transient)
	assert.Equal(t, "registryhttp: snils: the registry's certificate is not trusted", err.Error())
}

// A certificate is renewed by writing it over the old one.
func TestCertificateIsRenewedInPlace(t *testing.T) {
	a := newAuthority(t)
	server := certifiedBridge(t, a, memory.NewRegistries())
	folder := t.TempDir()
	files, _ := a.issue(t, "portal", folder)
	config, err := files.TLS()
	require.NoError(t, err)
	endpoint := registryhttp.Endpoint{URL: server.URL, TLS: config}
	ports, err := registryhttp.New(registryhttp.Config{Passports: endpoint, Pensions: endpoint, Taxes: endpoint})
	require.NoError(t, err)
	_, err = ports.Pensions.CheckSNILS(t.Context(), snilsQuestion(t))
	require.NoError(t, err)
	a.issue(t, "nobody", folder)
	server.CloseClientConnections()
	_, err = ports.Pensions.CheckSNILS(t.Context(), snilsQuestion(t))
	require.ErrorIs(t, err, fault.Permanent, "it came with the new one")
}

func TestFilesAreChecked(t *testing.T) {
	folder := t.TempDir()
	files, _ := newAuthority(t).issue(t, "portal", folder)
	for name, broken := range map[string]registryhttp.Files{
		"nothing":        {},
		"no key":         {Certificate: files.Certificate, Roots: files.Roots},
		"another file":   {Certificate: files.Certificate, Key: files.Roots, Roots: files.Roots},
		"no roots there": {Certificate: files.Certificate, Key: files.Key, Roots: filepath.Join(folder, "missing.pem")},
		"a key as roots": {Certificate: files.Certificate, Key: files.Key, Roots: files.Key},
	} {
		_, err := broken.TLS()
		require.ErrorIs(t, err, fault.Permanent, name)
	}
	files.Roots = ""
	config, err := files.TLS()
	require.NoError(t, err)
	assert.Nil(t, config.RootCAs, "the system's")
}

// A redirect is not followed: it would carry personal data to somebody else.
func TestRedirectsAreNotFollowed(t *testing.T) {
	var followed bool
	elsewhere := serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed = true }), (*httptest.Server).Start)
	for _, status := range []int{301, 302, 303, 307, 308} {
		server := serve(t, http.RedirectHandler(elsewhere.URL, status), (*httptest.Server).Start)
		endpoint := registryhttp.Endpoint{URL: server.URL, Token: registryhttp.StaticToken(token)}
		ports, err := registryhttp.New(registryhttp.Config{Passports: endpoint, Pensions: endpoint, Taxes: endpoint})
		require.NoError(t, err)
		_, err = ports.Pensions.CheckSNILS(t.Context(), snilsQuestion(t))
		require.ErrorIs(t, err, fault.Permanent)
		_, err = ports.Taxes.Poll(t.Context(), "T-1")
		require.ErrorIs(t, err, fault.Permanent)
	}
	assert.False(t, followed)
}

// Nobody listens: trouble that passes, with the address to look at.
func TestNobodyListens(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	endpoint := registryhttp.Endpoint{URL: server.URL, Token: registryhttp.StaticToken(token)}
	ports, err := registryhttp.New(registryhttp.Config{Passports: endpoint, Pensions: endpoint, Taxes: endpoint})
	require.NoError(t, err)
	_, err = ports.Pensions.Poll(t.Context(), "T-1")
	require.ErrorIs(t, err, fault.Transient)
	assert.ErrorContains(t, err, "connection refused")
	assert.NotContains(t, err.Error(), "T-1")
}
