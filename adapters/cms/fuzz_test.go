package cms_test

import (
	"encoding/asn1"
	"errors"
	"slices"
	"testing"

	"github.com/kabinet-go/kabinet/adapters/cms"
	"github.com/kabinet-go/kabinet/adapters/cms/internal/cmstest"
	"github.com/kabinet-go/kabinet/fault"
)

// Whatever is sent is refused, or it names the one who has signed.
func FuzzVerify(f *testing.F) {
	all, at := readFixtures(f)
	var config cms.Config
	for _, x := range all {
		config.Roots = append(config.Roots, x.Root)
		if x.Middle != nil {
			config.Intermediates = append(config.Intermediates, x.Middle)
		}
		f.Add(x.Signed)
		f.Add(x.Bare)
	}
	config.Policy = cms.DefaultPolicy()
	verifier, err := cms.New(config)
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("-----BEGIN CMS-----\nMAA=\n-----END CMS-----\n"))
	f.Fuzz(func(t *testing.T, sent []byte) {
		certificate, err := verifier.Verify(t.Context(), statement, sent, at)
		switch {
		case err == nil && certificate.Subject.SNILS.Reveal() != "12345678964":
			t.Fatalf("accepted for %v", certificate)
		case err != nil && !errors.Is(err, fault.Refused):
			t.Fatalf("not refused: %v", err)
		}
	})
}

// A signature whose certificate is anything at all is refused, unless it is the one that belongs there.
func FuzzCertificate(f *testing.F) {
	all, at := readFixtures(f)
	x := all[0]
	verifier := newVerifier(f, x)
	parts := dissect(f, x.Bare)
	for _, other := range all {
		f.Add(dissect(f, other.Bare).certificates)
	}
	f.Fuzz(func(t *testing.T, certificates []byte) {
		certificate, err := verifier.Verify(t.Context(), statement, parts.with(certificates), at)
		switch {
		case err == nil && certificate.Subject.SNILS.Reveal() != "12345678964":
			t.Fatalf("accepted for %v", certificate)
		case err != nil && !errors.Is(err, fault.Refused):
			t.Fatalf("not refused: %v", err)
		}
	})
}

// dissected is a SignedData without its certificates.
type dissected struct{ before, certificates, after []byte }

func dissect(tb testing.TB, der []byte) dissected {
	tb.Helper()
	var outer struct {
		Kind asn1.ObjectIdentifier
		Data struct {
			Version      asn1.RawValue
			Digests      asn1.RawValue
			Content      asn1.RawValue
			Certificates asn1.RawValue `asn1:"tag:0"`
			Signers      asn1.RawValue
		} `asn1:"explicit,tag:0"`
	}
	if _, err := asn1.Unmarshal(der, &outer); err != nil {
		tb.Fatal(err)
	}
	data := outer.Data
	return dissected{
		slices.Concat(data.Version.FullBytes, data.Digests.FullBytes, data.Content.FullBytes), data.Certificates.Bytes, data.Signers.FullBytes,
	}
}

func (d dissected) with(certificates []byte) []byte {
	return cmstest.Sequence(
		cmstest.OID(cmstest.SignedData), cmstest.Tagged(0, cmstest.Sequence(d.before, cmstest.Tagged(0, certificates), d.after)),
	)
}
