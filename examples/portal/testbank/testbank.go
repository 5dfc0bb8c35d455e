// Package testbank plays a bank that says who its clients are: whatever it is told to say, it signs. For development
// only.
package testbank

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/adapters/bankjwt"
	"github.com/kabinet-go/kabinet/examples/portal/once"
	"github.com/kabinet-go/kabinet/fault"
)

// ID is that of the bank, and audience what it calls the portal.
const (
	ID       = "test-bank"
	issuer   = "https://bank.example"
	audience = "kabinet-portal"
	keyName  = "1"
)

// Bank signs assertions with a key of its own. Safe for concurrent use.
type Bank struct{ key ed25519.PrivateKey }

// Open reads the bank's key from a file, or makes one that its owner alone can read.
func Open(path string) (*Bank, error) {
	content, err := once.File(path, draw)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, noKey(path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, noKey(path)
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, noKey(path)
	}
	return &Bank{key}, nil
}

func noKey(path string) error {
	return fmt.Errorf("%s: there is no key of a bank in it, move the file away", path)
}

func draw() ([]byte, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// Trusted is the bank as a portal has to know it to believe it.
func (b *Bank) Trusted() bankjwt.Bank {
	public, _ := b.key.Public().(ed25519.PublicKey)
	return bankjwt.Bank{
		ID: ID, Name: fault.Text{Russian: "Учебный банк", English: "Test bank"}, Audience: audience, Issuer: issuer,
		Keys: fmt.Appendf(nil, `{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","kid":%q,"x":%q}]}`,
			keyName, base64.RawURLEncoding.EncodeToString(public)),
	}
}

// Client is who the bank says its client is. What is empty is left out.
type Client struct {
	Family     string    `json:"family_name,omitempty"`
	Given      string    `json:"given_name,omitempty"`
	Patronymic string    `json:"middle_name,omitempty"`
	BornOn     string    `json:"birthdate,omitempty"`
	SNILS      string    `json:"snils,omitempty"`
	INN        string    `json:"inn,omitempty"`
	Document   *Document `json:"document,omitempty"`
}

// Document is a client's identity document.
type Document struct {
	Kind   string `json:"type"`
	Number string `json:"number"`
}

// claims are what is signed.
type claims struct {
	Issuer    string `json:"iss"`
	Subject   string `json:"sub"`
	Audience  string `json:"aud"`
	Nonce     string `json:"nonce"`
	IssuedAt  int64  `json:"iat"`
	ExpiresAt int64  `json:"exp"`
	Client
}

// answerFor is for how long an answer counts.
const answerFor = 2 * time.Minute

// Answer says who the client is, in answer to the request with that nonce: payload is what is signed, token the JSON Web
// Token of it.
func (b *Bank) Answer(nonce string, client Client) (payload []byte, token string, err error) {
	now := time.Now()
	payload, err = json.MarshalIndent(claims{
		Issuer: issuer, Subject: "client-1", Audience: audience, Nonce: nonce,
		IssuedAt: now.Unix(), ExpiresAt: now.Add(answerFor).Unix(), Client: client,
	}, "", "  ")
	if err != nil {
		return nil, "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode(fmt.Appendf(nil, `{"alg":"EdDSA","kid":%q,"typ":"JWT"}`, keyName)) + "." + encode(payload)
	return payload, strings.Join([]string{signed, encode(ed25519.Sign(b.key, []byte(signed)))}, "."), nil
}
