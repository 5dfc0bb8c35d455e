// Package storetest shows that an adapter keeps the promises of [eventsourcing.Store]. It is for tests
// only: it brings testify along.
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) storetest.Harness {
//			file := filepath.Join(t.TempDir(), "test.db")
//			return storetest.Harness{
//				Durable: true,
//				Open: func(t *testing.T) eventsourcing.Store {
//					store, err := sqlite.Open(t.Context(), file, sqlite.Options{})
//					require.NoError(t, err)
//					return store
//				},
//			}
//		})
//	}
//
// Each subtest is named for the promise it shows and has a database of its own. Times are plain values
// handed in, nothing sleeps. Random choices come from a seed that a failing test prints; the environment
// variable KABINET_STORETEST_SEED gives it again.
package storetest
