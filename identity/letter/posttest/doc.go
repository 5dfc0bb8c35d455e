// Package posttest shows that adapters keep the contract of the post office in package identity/letter. It is for
// tests only: it brings testify along.
//
//	func TestPostOffice(t *testing.T) {
//		posttest.Run(t, func(t *testing.T) posttest.Harness {
//			dir := t.TempDir()
//			return posttest.Harness{Open: func() letter.PostOffice { return open(t, dir) }, Papers: …, Break: …}
//		})
//	}
package posttest
