// Package golden proves that what an older release wrote, this one reads. It is for tests only.
//
// A package that registers events keeps one file for every version of every event it ever wrote:
//
//	account/testdata/events/account.registered.v1.json    written two releases ago
//	account/testdata/events/account.registered.v2.json    the present shape
//	account/testdata/events/account.registered.v2.2.json  a second sample of it
//
// and one test with a sample of each event, every field filled:
//
//	func TestEvents(t *testing.T) {
//		golden.Check(t, account.Codec(), "testdata/events",
//			account.Registered{…},
//			account.ContactConfirmed{…},
//		)
//	}
//
// The files of a new event are written by
//
//	go test ./account -run TestEvents -update
//
// and committed. From then on they are never edited, and no flag overwrites one: a shape that no longer
// gives its file is a new version, with an upcaster from the one before.
//
// A personal part stands in its file in clear, because it is test data and the data keys of a test are
// gone after it. Never take a sample from real life.
package golden
