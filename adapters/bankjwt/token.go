package bankjwt

import (
	"errors"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/kabinet-go/kabinet/identity/bank"
)

// algorithms are those that a key may have: asymmetric ones with a hash of 256 bits and more.
var algorithms = []jose.SignatureAlgorithm{
	jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512, jose.ES256, jose.ES384, jose.ES512, jose.EdDSA,
}

// token is what came, nothing of it believed.
type token struct {
	kid       string
	algorithm jose.SignatureAlgorithm
	signed    *jose.JSONWebSignature
}

// parse takes the compact form only, of the characters it consists of: a decoder would pass over others.
func parse(text string, largest int) (token, error) {
	if len(text) > largest || strings.HasPrefix(text, ".") || strings.ContainsFunc(text, foreign) {
		return token{}, bank.ErrUnreadable
	}
	signed, err := jose.ParseSignedCompact(text, algorithms)
	var unexpected *jose.ErrUnexpectedSignatureAlgorithm
	switch {
	case errors.As(err, &unexpected):
		return token{}, bank.ErrAlgorithm
	case err != nil, len(signed.Signatures) != 1:
		return token{}, bank.ErrUnreadable
	}
	header := signed.Signatures[0].Protected
	if header.KeyID == "" || !plain(header) {
		return token{}, bank.ErrUnreadable
	}
	return token{header.KeyID, jose.SignatureAlgorithm(header.Algorithm), signed}, nil
}

func foreign(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-_.", r)
}

// plain reports whether the header is that of a JWT and demands nothing that is not understood here, such as a
// payload that is not encoded.
func plain(header jose.Header) bool {
	_, critical := header.ExtraHeaders["crit"]
	_, unencoded := header.ExtraHeaders["b64"]
	kind, typed := header.ExtraHeaders[jose.HeaderType]
	text, _ := kind.(string)
	return !critical && !unencoded && (!typed || strings.EqualFold(text, "JWT"))
}

// open returns the payload that the key has signed with its own algorithm.
func (t token) open(key key) ([]byte, error) {
	if t.algorithm != key.algorithm {
		return nil, bank.ErrAlgorithm
	}
	payload, err := t.signed.Verify(key.public)
	if err != nil {
		return nil, bank.ErrSignature
	}
	return payload, nil
}
