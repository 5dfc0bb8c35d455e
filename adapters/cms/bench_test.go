package cms_test

import (
	"testing"
)

// A whole verification: the signature on the content, those on two certificates under the root, and that on the
// revocation list of the intermediate.
func BenchmarkVerify(b *testing.B) {
	all, at := readFixtures(b)
	for _, f := range all {
		verifier := newVerifier(b, f)
		b.Run(f.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := verifier.Verify(b.Context(), statement, f.Signed, at); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "verifications/s")
		})
	}
}
