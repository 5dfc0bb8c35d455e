// Package feedtest shows that package feed keeps its promises on a store. It is for tests: [Run] is
// called by the tests of every storage adapter, beside storetest.
//
//	func TestFeed(t *testing.T) {
//		feedtest.Run(t, func(t *testing.T) eventsourcing.Store { return memory.NewStore() })
//	}
//
// The suite: Watermill's universal one (consumer groups, guaranteed order, persistent); parking, retry
// and drop; lanes shared by several holders; takeover from a holder that vanished; going on from the
// checkpoint; no message lost or out of order under random nacks and closes. Whatever waits does so in
// testing/synctest, so a store must come to rest when nobody calls it.
package feedtest
