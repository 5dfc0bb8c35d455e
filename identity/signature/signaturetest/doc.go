// Package signaturetest shows that adapters keep the contract of [signature.Verifier]. It is for tests only: it
// brings testify along.
//
//	func TestVerifierKeepsItsContract(t *testing.T) {
//		signaturetest.Run(t, func(t *testing.T) signaturetest.Harness {
//			authority := startAuthority(t)
//			return signaturetest.Harness{
//				Verifier: connect(t, authority), At: authority.Now(), Sign: authority.Sign, Lists: authority.Lists,
//				Flaws: signaturetest.Common,
//			}
//		})
//	}
package signaturetest
