package signature_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/identity/signature"
)

func TestTextIsMaskedWhereverItIsPrinted(t *testing.T) {
	for text, masked := range map[string]string{"Ёлкина": "Ё***", "Я": "***", "": ""} {
		value := signature.NewText(text)
		assert.Equal(t, masked, value.String())
		assert.Equal(t, fmt.Sprintf("%q", masked), fmt.Sprintf("%#v", value))
		assert.Equal(t, text == "", value.IsZero())
		assert.Equal(t, text, value.Reveal())
	}
	holder := struct {
		Shown  signature.Text
		hidden signature.Text
	}{signature.NewText("Ёлкина"), signature.NewText("Ёлкина")}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("signed", "by", holder.hidden, "all", holder)
	for _, printed := range []string{fmt.Sprint(holder), fmt.Sprintf("%+v %#v", holder, holder), log.String()} {
		assert.NotContains(t, printed, "лкина")
	}
}

func TestTextIsWrittenAndReadInFull(t *testing.T) {
	value := signature.NewText("Ёлкина")
	written, err := json.Marshal(value)
	require.NoError(t, err)
	assert.JSONEq(t, `"Ёлкина"`, string(written))
	var read signature.Text
	require.NoError(t, json.Unmarshal(written, &read))
	assert.Equal(t, value, read)
}

func TestACertificateIsWrittenAndReadInFull(t *testing.T) {
	subject, err := signature.ReadSubject([]signature.Attribute{
		{Type: signature.TypeSNILS, Text: "12345678964"},
		{Type: signature.TypeINN, Text: "500100732259"},
		{Type: signature.TypeSurname, Text: "Ёлкина"},
	})
	require.NoError(t, err)
	certificate := signature.Certificate{Subject: subject, Issuer: "Authority", Fingerprint: signature.Fingerprint{1, 2}, Algorithm: signature.GOST256}
	written, err := json.Marshal(certificate)
	require.NoError(t, err)
	assert.Contains(t, string(written), `"0102000000`)
	var read signature.Certificate
	require.NoError(t, json.Unmarshal(written, &read))
	assert.Equal(t, certificate, read)
}
