package registryhttp

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Secret is what a portal and one registry sign callbacks with, as Standard Webhooks have it
// (https://www.standardwebhooks.com). It does not show itself when printed. Values compare with ==.
type Secret struct{ key string }

// The length of a secret in bytes, of Standard Webhooks.
const (
	shortestSecret = 24
	longestSecret  = 64
)

const secretPrefix = "whsec_"

// ParseSecret reads whsec_ and base64 of 24 to 64 bytes. The error is fault.Permanent and does not repeat the
// text.
func ParseSecret(text string) (Secret, error) {
	encoded, marked := strings.CutPrefix(text, secretPrefix)
	key, err := base64.StdEncoding.DecodeString(encoded)
	if !marked || err != nil || len(key) < shortestSecret || len(key) > longestSecret {
		return Secret{}, fault.AsPermanent(fmt.Errorf(
			"registryhttp: a secret is %s and base64 of %d to %d bytes", secretPrefix, shortestSecret, longestSecret))
	}
	return Secret{string(key)}, nil
}

// NewSecret draws a secret of 32 bytes and returns it with the text that [ParseSecret] reads. The error is
// that of random.
func NewSecret(random io.Reader) (secret Secret, text string, err error) {
	key := make([]byte, 32)
	if _, err := io.ReadFull(random, key); err != nil {
		return Secret{}, "", err
	}
	return Secret{string(key)}, secretPrefix + base64.StdEncoding.EncodeToString(key), nil
}

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool { return s == Secret{} }

// Format tells nothing, whatever the verb.
func (Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "***") }

// LogValue tells nothing.
func (Secret) LogValue() slog.Value { return slog.StringValue("***") }

// Sign returns the signature of a callback, "v1," and base64 of an HMAC-SHA256: what the header
// webhook-signature holds, there separated by spaces when there are several. The time counts in whole seconds.
func (s Secret) Sign(id string, at time.Time, body []byte) string {
	return signatureVersion + base64.StdEncoding.EncodeToString(s.sum(id, strconv.FormatInt(at.Unix(), 10), body))
}

const signatureVersion = "v1,"

func (s Secret) sum(id, timestamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(s.key))
	for _, part := range [][]byte{[]byte(id), []byte("."), []byte(timestamp), []byte("."), body} {
		_, _ = mac.Write(part) // never fails
	}
	return mac.Sum(nil)
}

// mostSignatures is how many signatures of one callback are looked at: two while secrets change, and some.
const mostSignatures = 8

// signatures decodes the header; what is not a signature of this version is left out.
func signatures(header string) [][]byte {
	var found [][]byte
	for text := range strings.SplitSeq(header, " ") {
		if len(found) == mostSignatures {
			break
		}
		encoded, ok := strings.CutPrefix(text, signatureVersion)
		if sum, err := base64.StdEncoding.DecodeString(encoded); ok && err == nil {
			found = append(found, sum)
		}
	}
	return found
}

// signed reports whether one of the signatures is of one of the secrets. It takes as long for wrong ones as
// for right ones.
func signed(secrets []Secret, given [][]byte, id, timestamp string, body []byte) bool {
	right := false
	for _, secret := range secrets {
		sum := secret.sum(id, timestamp, body)
		for _, candidate := range given {
			if hmac.Equal(sum, candidate) {
				right = true
			}
		}
	}
	return right
}

// errTime is for timestamps that are no time.
var errTime = errors.New("registryhttp: a webhook-timestamp is seconds since 1970")

// parseTimestamp reads a webhook-timestamp; twelve digits reach far enough and fit.
func parseTimestamp(text string) (time.Time, error) {
	seconds, err := strconv.ParseUint(text, 10, 40)
	if err != nil || len(text) > 12 {
		return time.Time{}, errTime
	}
	return time.Unix(int64(seconds), 0), nil
}
