package cms

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"

	"github.com/kabinet-go/kabinet/identity/signature"
)

// decode gives the DER of a signature that came as such, as PEM or as Base64 in lines of any length.
func decode(sent []byte) ([]byte, error) {
	text := bytes.TrimSpace(sent)
	switch {
	case len(sent) > 1 && sent[0] == 0x30 && sent[1] >= 0x80: // a SEQUENCE longer than 127 bytes, and no Base64
		return sent, nil
	case bytes.HasPrefix(text, []byte("-----BEGIN ")):
		block, rest := pem.Decode(text)
		if block == nil || len(bytes.TrimSpace(rest)) > 0 {
			return nil, signature.ErrNotSignature
		}
		return block.Bytes, nil
	}
	der := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(der, text) // passes over line breaks
	if err != nil {
		return nil, signature.ErrNotSignature
	}
	return der[:n], nil
}
