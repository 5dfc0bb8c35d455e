package testbank_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/bankjwt"
	"github.com/kabinet-go/kabinet/examples/portal/testbank"
	"github.com/kabinet-go/kabinet/identity/bank"
)

func verify(t *testing.T, trusted *testbank.Bank, token string) (bank.Assertion, error) {
	t.Helper()
	banks, err := bankjwt.New(bankjwt.Config{Banks: []bankjwt.Bank{trusted.Trusted()}})
	require.NoError(t, err)
	return banks.Verify(t.Context(), bank.Presented{
		Bank: testbank.ID, Text: token, At: time.Now(), Validity: bank.DefaultPolicy().Validity,
	})
}

func TestWhatItSignsIsBelieved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bank.pem")
	first, err := testbank.Open(path)
	require.NoError(t, err)
	again, err := testbank.Open(path)
	require.NoError(t, err)
	payload, token, err := again.Answer("a nonce", testbank.Client{
		Family: "Ёлкина", Given: "Анна", Patronymic: "Сергеевна", BornOn: "1975-05-09", SNILS: "12345678964",
		INN: "500100732259", Document: &testbank.Document{Kind: "passport", Number: "4502573482"},
	})
	require.NoError(t, err)
	assert.Contains(t, string(payload), `"family_name": "Ёлкина"`)
	assertion, err := verify(t, first, token)
	require.NoError(t, err, "the key survives")
	assert.Equal(t, "a nonce", assertion.Nonce)
	assert.Equal(t, "Ёлкина", assertion.Identity.Name.Family().Reveal())
	assert.Equal(t, "4502573482", assertion.Identity.Document.Number())
	assert.Equal(t, "12345678964", assertion.Identity.SNILS.Reveal())

	stranger, err := testbank.Open(filepath.Join(t.TempDir(), "bank.pem"))
	require.NoError(t, err)
	_, err = verify(t, stranger, token)
	require.ErrorIs(t, err, bank.ErrSignature)
	_, token, err = first.Answer("a nonce", testbank.Client{Family: "Ёлкина"})
	require.NoError(t, err)
	_, err = verify(t, first, token)
	require.ErrorIs(t, err, bank.ErrIncomplete)
}

func TestAFileOfSomethingElse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bank.pem")
	require.NoError(t, os.WriteFile(path, []byte("hello"), 0o600))
	_, err := testbank.Open(path)
	require.ErrorContains(t, err, "move the file away")
}
