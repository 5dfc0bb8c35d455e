package signaturetest

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// Run shows the whole contract, each part as a subtest. newHarness is called once per subtest and releases by
// t.Cleanup what it took.
func Run(t *testing.T, newHarness func(t *testing.T) Harness) {
	for _, promise := range []struct {
		name string
		show func(s suite)
	}{
		{"a signature tells who signed", tells},
		{"a certificate prints masked", masks},
		{"an organisation is told", organisation},
		{"another content is refused", otherContent},
		{"every flaw has its own refusal", flaws},
		{"a certificate counts while it is valid", validity},
		{"what the signer says of the time does not help", claims},
		{"a subject without one right SNILS is refused", subjects},
		{"a revoked certificate is refused", revoked},
		{"trouble with lists passes", down},
		{"what is no signature is refused", garbage},
		{"a signature with a changed byte tells nobody else", tampered},
		{"a call ends when its context does", cancelled},
		{"calls run side by side and change nothing", concurrent},
	} {
		t.Run(promise.name, func(t *testing.T) { promise.show(suite{t, newHarness(t)}) })
	}
}

type suite struct {
	*testing.T
	Harness
}

func (s suite) order() Order { return Order{Content: statement, Subject: Anna()} }

func (s suite) verify(sent []byte) (signature.Certificate, error) {
	return s.Verifier.Verify(s.Context(), statement, sent, s.At)
}

// refused shows that a signature is refused for a reason, and that nothing personal is in the error.
func (s suite) refused(sent []byte, at time.Time, reason error, because any) {
	s.Helper()
	certificate, err := s.Verifier.Verify(s.Context(), statement, sent, at)
	require.ErrorIs(s, err, reason, because)
	require.Zero(s, certificate)
	for _, secret := range secrets {
		assert.NotContains(s, err.Error(), secret)
	}
}

// secrets are what neither errors nor printed certificates may show.
var secrets = []string{"Ёлкина", "Анна", "Петровна", "12345678964", "123-456-789", "500100732259"}

func tells(s suite) {
	claimed := s.At.Add(-time.Minute).Truncate(time.Second)
	order := s.order()
	order.NotBefore, order.NotAfter = s.At.Add(-time.Hour).Truncate(time.Second), s.At.Add(time.Hour).Truncate(time.Second)
	order.SigningTime = claimed
	certificate, err := s.verify(s.Sign(s.T, order))
	require.NoError(s, err)
	subject := certificate.Subject
	assert.Equal(s, "Ёлкина", subject.Surname.Reveal())
	assert.Equal(s, "Анна Петровна", subject.GivenNames.Reveal())
	assert.Equal(s, "Ёлкина Анна Петровна", subject.CommonName.Reveal())
	assert.Equal(s, "12345678964", subject.SNILS.Reveal())
	assert.Equal(s, "500100732259", subject.INN.Reveal())
	assert.Zero(s, subject.Organisation)
	assert.NotEmpty(s, certificate.Issuer)
	assert.NotEmpty(s, certificate.Serial)
	assert.NotZero(s, certificate.Fingerprint)
	assert.NotEmpty(s, certificate.Algorithm)
	assert.True(s, order.NotBefore.Equal(certificate.NotBefore))
	assert.True(s, order.NotAfter.Equal(certificate.NotAfter))
	assert.True(s, claimed.Equal(certificate.SigningTime))

	order.SigningTime = time.Time{}
	other, err := s.verify(s.Sign(s.T, order))
	require.NoError(s, err)
	assert.True(s, other.SigningTime.IsZero())
	assert.NotEqual(s, certificate.Fingerprint, other.Fingerprint)
}

func masks(s suite) {
	certificate, err := s.verify(s.Sign(s.T, s.order()))
	require.NoError(s, err)
	for _, printed := range []string{
		fmt.Sprint(certificate), fmt.Sprintf("%+v", certificate), fmt.Sprintf("%#v", certificate), fmt.Sprintf("%q", certificate),
	} {
		for _, secret := range secrets {
			assert.NotContains(s, printed, secret)
		}
	}
}

func organisation(s suite) {
	for _, inn := range []signature.Attribute{
		{Type: signature.TypeOrganisationINN, Text: "7707083893"},
		{Type: signature.TypeINN, Text: "007707083893"}, // as before 2020
	} {
		order := s.order()
		order.Subject = Anna(inn,
			signature.Attribute{Type: signature.TypeOrganisation, Text: "ООО «Ромашка»"},
			signature.Attribute{Type: signature.TypeOGRN, Text: "1027700132195"},
		)
		certificate, err := s.verify(s.Sign(s.T, order))
		require.NoError(s, err)
		assert.Equal(s, "ООО «Ромашка»", certificate.Subject.Organisation.Name)
		assert.Equal(s, "7707083893", certificate.Subject.Organisation.INN.Reveal())
		assert.Equal(s, "1027700132195", certificate.Subject.Organisation.OGRN.Reveal())
	}
	order := s.order()
	order.Subject = Anna(signature.Attribute{Type: signature.TypeOGRNIP, Text: "304500116000157"})
	certificate, err := s.verify(s.Sign(s.T, order))
	require.NoError(s, err)
	assert.Equal(s, "304500116000157", certificate.Subject.OGRNIP.Reveal())
}

func otherContent(s suite) {
	for _, content := range [][]byte{nil, statement[1:], append(slices.Clone(statement), '\n'), bytes.ToUpper(statement)} {
		order := s.order()
		order.Content = content
		s.refused(s.Sign(s.T, order), s.At, signature.ErrContentDiffers, string(content))
	}
}

func flaws(s suite) {
	for _, common := range Common {
		require.Contains(s, s.Flaws, common)
	}
	for _, flaw := range s.Flaws {
		order := s.order()
		order.Flaw = flaw
		s.refused(s.Sign(s.T, order), s.At, refusals[flaw], flaw)
	}
}

func validity(s suite) {
	order := s.order()
	order.NotBefore, order.NotAfter = s.At.Add(-time.Hour).Truncate(time.Second), s.At.Add(time.Hour).Truncate(time.Second)
	sent := s.Sign(s.T, order)
	for _, at := range []time.Time{order.NotBefore, s.At, order.NotAfter} {
		_, err := s.Verifier.Verify(s.Context(), statement, sent, at)
		require.NoError(s, err, at)
	}
	s.refused(sent, order.NotBefore.Add(-time.Nanosecond), signature.ErrNotYetValid, "a moment early")
	s.refused(sent, order.NotAfter.Add(time.Nanosecond), signature.ErrExpired, "a moment late")
}

func claims(s suite) {
	order := s.order()
	order.NotBefore, order.NotAfter = s.At.Add(-3*time.Hour), s.At.Add(-2*time.Hour)
	order.SigningTime = s.At.Add(-150 * time.Minute)
	s.refused(s.Sign(s.T, order), s.At, signature.ErrExpired, "it says to be older")
	order.NotBefore, order.NotAfter = s.At.Add(time.Hour), s.At.Add(2*time.Hour)
	order.SigningTime = s.At.Add(90 * time.Minute)
	s.refused(s.Sign(s.T, order), s.At, signature.ErrNotYetValid, "it says to be of tomorrow")
}

func subjects(s suite) {
	snils := func(text string) []signature.Attribute {
		return Anna(signature.Attribute{Type: signature.TypeSNILS, Text: text})
	}
	twice := func(kind, text string) []signature.Attribute {
		return append(Anna(), signature.Attribute{Type: kind, Text: text})
	}
	for _, c := range []struct {
		subject []signature.Attribute
		reason  error
	}{
		{snils(""), signature.ErrNoSNILS},
		{twice(signature.TypeSNILS, "11223344595"), signature.ErrTwoSNILS},
		{twice(signature.TypeSNILS, "12345678964"), signature.ErrTwoSNILS},
		{snils("12345678965"), signature.ErrSNILS},
		{snils("1234567896"), signature.ErrSNILS},
		{snils("123-456-789 64"), signature.ErrSNILS},
		{snils("00000000000"), signature.ErrSNILS},
		{Anna(signature.Attribute{Type: signature.TypeINN, Text: "500100732258"}), signature.ErrSubject},
		{Anna(signature.Attribute{Type: signature.TypeINN, Text: "7707083893"}), signature.ErrSubject},
		{Anna(signature.Attribute{Type: signature.TypeOGRN, Text: "1027700132196"}), signature.ErrSubject},
		{Anna(signature.Attribute{Type: signature.TypeOGRNIP, Text: "304500116000158"}), signature.ErrSubject},
		{twice(signature.TypeINN, "500100732259"), signature.ErrSubject},
		{twice(signature.TypeSurname, "Петрова"), signature.ErrSubject},
		{Anna(
			signature.Attribute{Type: signature.TypeINN, Text: "007707083893"},
			signature.Attribute{Type: signature.TypeOrganisationINN, Text: "7736050003"},
		), signature.ErrSubject},
	} {
		order := s.order()
		order.Subject = c.subject
		s.refused(s.Sign(s.T, order), s.At, c.reason, c.reason)
	}
}

func revoked(s suite) {
	sent := s.Sign(s.T, s.order())
	s.Lists(Stale)
	s.refused(sent, s.At, signature.ErrRevocationListOld, "out of date")
	s.Lists(Current)
	_, err := s.verify(sent)
	require.NoError(s, err)
	s.Lists(Revoked)
	s.refused(sent, s.At, signature.ErrRevoked, "listed")
}

func down(s suite) {
	sent := s.Sign(s.T, s.order())
	s.Lists(Down)
	_, err := s.verify(sent)
	require.ErrorIs(s, err, fault.Transient)
	require.NotErrorIs(s, err, fault.Refused)
	for _, secret := range secrets {
		assert.NotContains(s, err.Error(), secret)
	}
	s.Lists(Current)
	_, err = s.verify(sent)
	require.NoError(s, err)
}

func garbage(s suite) {
	for _, sent := range [][]byte{nil, {}, {0}, {0x30}, {0x30, 0x80}, []byte("нет"), []byte("{}"), []byte("null"), statement} {
		s.refused(sent, s.At, signature.ErrNotSignature, sent)
	}
	sent := s.Sign(s.T, s.order())
	for length := 1; length < len(sent); length += 1 + length/20 {
		_, err := s.verify(sent[:length])
		require.ErrorIs(s, err, fault.Refused, length)
	}
	_, err := s.verify(append(slices.Clone(sent), 'x'))
	require.ErrorIs(s, err, signature.ErrNotSignature, "something follows")
	s.refused([]byte(strings.Repeat("A", s.TooLarge)), s.At, signature.ErrTooLarge, "too large")
}

func tampered(s suite) {
	sent := s.Sign(s.T, s.order())
	want, err := s.verify(sent)
	require.NoError(s, err)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range sent {
		changed := slices.Clone(sent)
		changed[i] ^= 1 << random.IntN(8)
		certificate, err := s.verify(changed)
		if err == nil {
			require.Equal(s, want, certificate, "byte %d", i)
			continue
		}
		require.ErrorIs(s, err, fault.Refused, "byte %d", i)
	}
}

func cancelled(s suite) {
	ctx, cancel := context.WithCancel(s.Context())
	cancel()
	_, err := s.Verifier.Verify(ctx, statement, s.Sign(s.T, s.order()), s.At)
	require.ErrorIs(s, err, context.Canceled)
}

func concurrent(s suite) {
	sent, content := s.Sign(s.T, s.order()), slices.Clone(statement)
	kept := slices.Clone(sent)
	var verifying sync.WaitGroup
	for range 8 {
		verifying.Go(func() {
			if _, err := s.Verifier.Verify(s.Context(), content, sent, s.At); err != nil {
				s.Error(err)
			}
		})
	}
	verifying.Wait()
	assert.Equal(s, kept, sent)
	assert.Equal(s, statement, content)
}
