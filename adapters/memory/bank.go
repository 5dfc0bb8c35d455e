package memory

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/bank"
)

// Banks play banks that sign whatever they are told to, each with a key of its own. Safe for concurrent use.
type Banks struct {
	mu    sync.Mutex
	banks []bank.Bank
	keys  map[string]ed25519.PrivateKey
	down  error
	delay time.Duration
}

// BankStatement is what a test or a developer has a bank assert.
type BankStatement struct {
	Bank                string
	Subject             string
	Audience, Nonce     string
	IssuedAt, ExpiresAt time.Time
	Identity            bank.IdentityForm
}

// Format tells nothing but the bank, whatever the verb.
func (s BankStatement) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "[statement of "+s.Bank+"]")
}

// LogValue tells nothing but the bank.
func (s BankStatement) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(s)) }

// NewBanks returns two banks, "test-bank" and "other-bank".
func NewBanks() *Banks {
	b := &Banks{keys: map[string]ed25519.PrivateKey{}}
	for id, name := range map[string]fault.Text{
		"test-bank":  {Russian: "Учебный банк", English: "Test bank"},
		"other-bank": {Russian: "Другой банк", English: "Other bank"},
	} {
		b.banks = append(b.banks, bank.Bank{ID: id, Name: name, Audience: "portal-at-" + id})
		_, b.keys[id], _ = ed25519.GenerateKey(rand.Reader) // its only error is that of the source, which never fails
	}
	return b
}

// Answer has the bank of a request assert an identity as the request wants it, for two minutes from now.
func (b *Banks) Answer(request bank.Request, identity bank.IdentityForm) string {
	return b.Sign(BankStatement{
		Bank: request.Bank.ID, Subject: "client", Audience: request.Bank.Audience, Nonce: request.Nonce,
		IssuedAt: time.Now(), ExpiresAt: time.Now().Add(2 * time.Minute), Identity: identity,
	})
}

// Sign has the bank assert a statement; a bank that is none of these gives the empty text.
func (b *Banks) Sign(statement BankStatement) string { return b.SignAs(statement.Bank, statement) }

// SignAs has a bank sign a statement that may say to be of another.
func (b *Banks) SignAs(signer string, statement BankStatement) string {
	key, known := b.keys[signer]
	payload, err := json.Marshal(statement)
	if !known || err != nil {
		return ""
	}
	encode := base64.RawURLEncoding.EncodeToString
	return strings.Join([]string{bankAlgorithm, encode(payload), encode(ed25519.Sign(key, payload))}, ".")
}

// bankAlgorithm stands before what these banks sign, so that what has another can be told.
const bankAlgorithm = "memory-ed25519"

// Behave has the keys of the banks be out of reach with that error, nil for not, and every call take a while.
func (b *Banks) Behave(down error, delay time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.down, b.delay = down, delay
}

// Banks implements [bank.Assertions].
func (b *Banks) Banks() []bank.Bank { return append([]bank.Bank(nil), b.banks...) }

// Verify implements [bank.Assertions].
func (b *Banks) Verify(ctx context.Context, presented bank.Presented) (bank.Assertion, error) {
	if err := b.called(ctx); err != nil {
		return bank.Assertion{}, err
	}
	key, known := b.keys[presented.Bank]
	if !known {
		return bank.Assertion{}, bank.ErrUnknownBank
	}
	statement, err := readStatement(presented.Text, key)
	if err != nil {
		return bank.Assertion{}, err
	}
	identity, err := bank.ParseIdentity(statement.Identity)
	if err != nil {
		return bank.Assertion{}, err
	}
	assertion := bank.Assertion{
		Bank: statement.Bank, Subject: bank.NewSubject(statement.Subject), Audience: statement.Audience, Nonce: statement.Nonce,
		IssuedAt: statement.IssuedAt, ExpiresAt: statement.ExpiresAt, Identity: identity,
	}
	if err := assertion.Check(presented, b.audience(presented.Bank)); err != nil {
		return bank.Assertion{}, err
	}
	return assertion, nil
}

// readStatement believes nothing that the key has not signed.
func readStatement(text string, key ed25519.PrivateKey) (BankStatement, error) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 || parts[0] == "" || strings.ContainsFunc(text, unicode.IsSpace) {
		return BankStatement{}, bank.ErrUnreadable
	}
	decode := base64.RawURLEncoding.Strict().DecodeString
	payload, payloadErr := decode(parts[1])
	signature, signatureErr := decode(parts[2])
	public, _ := key.Public().(ed25519.PublicKey)
	var statement BankStatement
	switch {
	case payloadErr != nil, signatureErr != nil, len(payload) == 0:
		return BankStatement{}, bank.ErrUnreadable
	case parts[0] != bankAlgorithm:
		return BankStatement{}, bank.ErrAlgorithm
	case !ed25519.Verify(public, payload, signature):
		return BankStatement{}, bank.ErrSignature
	case json.Unmarshal(payload, &statement) != nil:
		return BankStatement{}, bank.ErrUnreadable
	}
	return statement, nil
}

func (b *Banks) called(ctx context.Context) error {
	b.mu.Lock()
	down, delay := b.down, b.delay
	b.mu.Unlock()
	if err := linger(ctx, delay); err != nil {
		return err
	}
	return down
}

func (b *Banks) audience(id string) string {
	for _, bank := range b.banks {
		if bank.ID == id {
			return bank.Audience
		}
	}
	return ""
}
