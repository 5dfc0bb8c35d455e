package memory_test

import (
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signature"
	"github.com/kabinet-go/kabinet/identity/signature/signaturetest"
)

func TestSignaturesKeepTheirContract(t *testing.T) {
	signaturetest.Run(t, func(*testing.T) signaturetest.Harness {
		a := &authority{Signatures: memory.NewSignatures(), at: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
		return signaturetest.Harness{
			Verifier: a, At: a.at, Sign: a.sign, Lists: a.lists, Flaws: signaturetest.Common, TooLarge: 100_000,
		}
	})
}

// authority signs what the suite orders.
type authority struct {
	*memory.Signatures
	at     time.Time
	mu     sync.Mutex
	issued []string
}

func (a *authority) sign(t *testing.T, order signaturetest.Order) []byte {
	t.Helper()
	holder := memory.Holder{
		Subject: order.Subject, NotBefore: order.NotBefore, NotAfter: order.NotAfter,
		NotForSigning: order.Flaw == signaturetest.KeyUsage,
	}
	if holder.NotBefore.IsZero() {
		holder.NotBefore, holder.NotAfter = a.at.Add(-24*time.Hour), a.at.Add(24*time.Hour)
	}
	issuer := a.Signatures
	if order.Flaw == signaturetest.Stranger {
		issuer = memory.NewSignatures()
	}
	signer, err := issuer.Issue(holder)
	require.NoError(t, err)
	a.mu.Lock()
	a.issued = append(a.issued, signer.Serial())
	a.mu.Unlock()
	sent := signer.Sign(order.Content, order.SigningTime)
	var parts map[string]any
	require.NoError(t, json.Unmarshal(sent, &parts))
	switch order.Flaw {
	case signaturetest.WrongSignature:
		parts["signatures"] = [][]byte{{1, 2, 3}}
	case signaturetest.SeveralSigners:
		parts["signatures"] = append(parts["signatures"].([]any), "AAAA")
	case signaturetest.NoCertificate:
		delete(parts, "certificate")
	case signaturetest.Algorithm:
		parts["algorithm"] = "rot13"
	default:
		return sent
	}
	sent, err = json.Marshal(parts)
	require.NoError(t, err)
	return sent
}

func (a *authority) lists(state signaturetest.Lists) {
	a.Lists(map[signaturetest.Lists]error{
		signaturetest.Stale: signature.ErrRevocationListOld, signaturetest.Down: fault.AsTransient(errors.New("no list")),
	}[state])
	if state == signaturetest.Revoked {
		for _, serial := range a.issued {
			a.Revoke(serial)
		}
	}
}
