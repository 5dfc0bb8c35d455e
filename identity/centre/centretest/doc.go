// Package centretest shows that an implementation of [centre.Directory] keeps its contract. It is for tests only.
//
//	func TestDirectory(t *testing.T) {
//		centretest.Run(t, func(t *testing.T, centres ...centre.Centre) centre.Directory {
//			return open(t, write(t, centres))
//		})
//	}
package centretest
