package main

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/signature"
	"github.com/kabinet-go/kabinet/identity/signing"
)

// send fills the form of the page that goes to that address, and sends it with a file.
func (b *browser) send(action string, file []byte) document {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, values := range b.filled(action, nil) {
		if name != "signature" {
			require.NoError(b.t, form.WriteField(name, values[0]))
		}
	}
	if file != nil {
		part, err := form.CreateFormFile("signature", "statement.p7s")
		require.NoError(b.t, err)
		_, err = part.Write(file)
		require.NoError(b.t, err)
	}
	require.NoError(b.t, form.Close())
	return b.post(action, form.FormDataContentType(), body.String())
}

// file is what an address gives for download.
func (b *browser) file(address string) []byte {
	b.t.Helper()
	other := *b
	response, err := other.client.Get(portalURL + address)
	require.NoError(b.t, err)
	return other.downloaded(response)
}

func (b *browser) downloaded(response *http.Response) []byte {
	b.t.Helper()
	defer func() { _ = response.Body.Close() }()
	require.Equal(b.t, http.StatusOK, response.StatusCode)
	require.Contains(b.t, response.Header.Get("Content-Disposition"), "attachment")
	var content bytes.Buffer
	_, err := content.ReadFrom(response.Body)
	require.NoError(b.t, err)
	return content.Bytes()
}

// certificate has the test authority give a key and a certificate: of whoever is signed in, but for what is filled in.
func (b *browser) certificate(fill answers) []byte {
	b.t.Helper()
	other := *b
	other.get("/dev/signatures")
	request, err := http.NewRequest(http.MethodPost, portalURL+"/dev/signatures", strings.NewReader(other.filled("/dev/signatures", fill).Encode()))
	require.NoError(b.t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	response, err := other.client.Do(request)
	require.NoError(b.t, err)
	return other.downloaded(response)
}

// signed runs the command that the page shows, on the file that it offers, with a certificate.
func (b *browser) signed(signer []byte) []byte {
	b.t.Helper()
	folder := b.t.TempDir()
	command := ""
	for _, pre := range b.all("pre") {
		if strings.Contains(pre.attribute("class"), "command") {
			command = pre.text()
		}
	}
	require.NotEmpty(b.t, command)
	for _, a := range b.all("a") {
		if a.has("download") {
			require.NoError(b.t, os.WriteFile(filepath.Join(folder, "statement.txt"), b.file(a.attribute("href")), 0o600))
		}
	}
	require.NoError(b.t, os.WriteFile(filepath.Join(folder, "signer.pem"), signer, 0o600))
	run := exec.CommandContext(b.t.Context(), "sh", "-c", command)
	run.Dir = folder
	said, err := run.CombinedOutput()
	require.NoError(b.t, err, string(said))
	signed, err := os.ReadFile(filepath.Join(folder, "statement.p7s"))
	require.NoError(b.t, err)
	return signed
}

// CNF-7: the statement is signed with OpenSSL by the command that the page shows, and confirms; the certificate signs in
// from then on.
func TestConfirmBySignature(t *testing.T) {
	for _, algorithm := range []string{"rsa", "ecdsa"} {
		t.Run(algorithm, func(t *testing.T) {
			walk(t, func(t *testing.T, p *portal) {
				b := p.standard(answers{"inn": "500100732259"})
				b.get("/account/identity/signature")
				text := b.all("pre")[0].text()
				assert.Contains(t, text, "Прошу подтвердить мою личность")
				assert.NotContains(t, text, "Ёлкина", "the statement holds nothing personal")
				signer := b.certificate(answers{"algorithm": algorithm})
				p.restart()
				b.get("/account/identity/signature")
				assert.Equal(t, text, b.all("pre")[0].text(), "the same after a reload and a restart")
				signed := b.signed(signer)
				again := *b
				b.send("/account/identity/signature", signed)
				require.Equal(t, "/account/identity", b.path, b.class("problems"))
				assert.Contains(t, b.class("stage"), "Электронной подписью (Kabinet Test CA)")
				again.send("/account/identity/signature", signed)
				assert.Equal(t, "/account/identity", again.path, "sent twice, confirmed once")
				b.get("/services/taxes")
				assert.Equal(t, http.StatusOK, b.status)
				b.get("/account/identity/signature")
				assert.Contains(t, b.class("problems"), identity.ErrConfirmed.Message(tongues()[0].tag))

				b.submit("/sign-out", nil)
				b.get("/sign-in/signature")
				text = b.all("pre")[0].text()
				b.get("/sign-in/signature")
				assert.Equal(t, text, b.all("pre")[0].text())
				b.send("/sign-in/signature", b.signed(signer))
				require.Equal(t, "/account", b.path, b.class("problems"))
				assert.Contains(t, b.all("h1")[0].text(), "Ёлкина Анна")
			})
		})
	}
}

// CNF-7: every failure names its cause at the field, and nothing is typed again.
func TestSignaturesThatAreRefused(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.standard(answers{"inn": "500100732259"})
		b.get("/account/identity/signature")
		right := b.signed(b.certificate(nil))
		for name, test := range map[string]struct {
			file []byte
			says string
		}{
			"nothing":         {nil, signature.ErrNotSignature.Message(tongues()[0].tag)},
			"another file":    {[]byte("hello"), signature.ErrNotSignature.Message(tongues()[0].tag)},
			"a large file":    {bytes.Repeat([]byte("x"), 300<<10), "Файл подписи слишком велик"},
			"cut off":         {right[:len(right)/2], signature.ErrNotSignature.Message(tongues()[0].tag)},
			"a lapsed one":    {b.signed(b.certificate(answers{"lapsed": "yes"})), signature.ErrExpired.Message(tongues()[0].tag)},
			"without a SNILS": {b.signed(b.certificate(answers{"snils": ""})), signature.ErrNoSNILS.Message(tongues()[0].tag)},
		} {
			b.send("/account/identity/signature", test.file)
			require.Equal(t, http.StatusUnprocessableEntity, b.status, name)
			assert.Contains(t, b.error("signature"), test.says, name)
		}
		b.send("/account/identity/signature", bytes.Repeat([]byte("x"), largestUpload))
		assert.Equal(t, http.StatusRequestEntityTooLarge, b.status)

		b.get("/account/identity/signature")
		b.send("/account/identity/signature", b.signed(b.certificate(answers{"family": "Елкина", "snils": "11223344595"})))
		assert.Contains(t, b.class("problems"), "Фамилия: "+signing.ErrOnlyYo.Message(tongues()[0].tag))
		assert.Contains(t, b.class("problems"), "СНИЛС: "+signing.ErrMismatch.Message(tongues()[0].tag))
		b.send("/account/identity/signature", right)
		assert.Contains(t, b.error("signature"), signature.ErrContentDiffers.Message(tongues()[0].tag), "the page has a new statement")
		stale := *b
		late := b.signed(b.certificate(nil))
		time.Sleep(29 * time.Minute)
		b.get("/account/identity/signature")
		time.Sleep(2 * time.Minute)
		stale.send("/account/identity/signature", late)
		assert.NotEqual(t, "/account/identity", stale.path)
		assert.NotEmpty(t, stale.error("signature"))
		assert.Contains(t, b.get("/account/identity").text(), "Выберите способ", "nothing was confirmed")
	})
}

func TestSignInBySignatureIsRefused(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.get("/sign-in/signature/statement.txt")
		assert.Equal(t, "/sign-in/signature", b.path, "there is nothing to download yet")
		b.send("/sign-in/signature", b.signed(b.certificate(answers{"family": "Ёлкина", "snils": "12345678964"})))
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.Equal(t, signing.ErrNotBound.Message(tongues()[0].tag), b.error("signature"))
		b.post("/sign-in/signature", "multipart/form-data; boundary=x", "no form")
		assert.Equal(t, http.StatusBadRequest, b.status)
		b.post("/account/identity/signature", "application/x-www-form-urlencoded", "statement=x")
		assert.Equal(t, "/sign-in", b.path)
		forger := p.browser()
		forger.post("/sign-in/signature", "application/x-www-form-urlencoded", "")
		assert.Equal(t, "/sign-in/signature", forger.path)
		forger.post("/dev/signatures", "application/x-www-form-urlencoded", "algorithm=pencil")
		assert.Equal(t, "Выберите вид ключа.", forger.class("notice"))
	})
}

// A statement of one person is nothing to another.
func TestStatementOfAnother(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.standard(nil)
		b.get("/account/identity/signature")
		address := ""
		for _, a := range b.all("a") {
			if a.has("download") {
				address = a.attribute("href")
			}
		}
		other := p.browser()
		other.fillRegistrationWith(answers{"name.family": "Петров", "contact.phone": "+7 916 765-43-21"})
		other.submit("/code", answers{"code": p.code("+7 916 765-43-21")})
		other.submit("/password", answers{"password": goodPassword})
		other.get(address)
		assert.Equal(t, http.StatusUnprocessableEntity, other.status)
		assert.Contains(t, other.class("problems"), signing.ErrUnknown.Message(tongues()[0].tag))
		stranger := p.browser()
		stranger.get(address)
		assert.Equal(t, "/sign-in", stranger.path)
	})
}
