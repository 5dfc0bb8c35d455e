package cms_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms"
)

var statement = []byte("Я, Ёлкина Анна Петровна, подтверждаю свою учётную запись.\r\nОдноразовый номер: 7c1f…\r\n")

func TestWhatOpenSSLSignsIsVerified(t *testing.T) {
	for _, k := range gostKinds() {
		t.Run(k.name, func(t *testing.T) {
			o := findOpenSSL(t)
			o.authority(k)
			o.issue(k, "end", "middle", "signer", annasSubject)
			verifier, err := cms.New(cms.Config{Roots: [][]byte{o.read("root.pem")}, Policy: cms.DefaultPolicy()})
			require.NoError(t, err)
			for name, options := range map[string][]string{
				"attributes": nil, "no attributes": {"-noattr"}, "CAdES": {"-cades"}, "key identifier": {"-keyid"}, "attached": {"-nodetach"},
			} {
				certificate, err := verifier.Verify(t.Context(), statement, o.sign(k, statement, options...), time.Now())
				require.NoError(t, err, name)
				assert.Equal(t, "12345678964", certificate.Subject.SNILS.Reveal())
			}
		})
	}
}
