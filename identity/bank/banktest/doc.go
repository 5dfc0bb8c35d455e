// Package banktest shows that an implementation of [bank.Assertions] keeps its contract. It is for tests only.
//
//	func TestContract(t *testing.T) {
//		banktest.Run(t, func(t *testing.T) banktest.Harness {
//			issuer := start(t)
//			return banktest.Harness{
//				Assertions: connect(t, issuer), Bank: "test-bank", Other: "other-bank", At: issuer.Now(),
//				Sign: issuer.Sign, Down: issuer.Down, Flaws: banktest.Common,
//			}
//		})
//	}
package banktest
