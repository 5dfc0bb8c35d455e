package feedtest

import "testing"

// Run runs the whole suite, each part as a subtest on stores of its own.
func Run(t *testing.T, newStore NewStore) {
	t.Helper()
	t.Run("PubSub", func(t *testing.T) { TestPubSub(t, newStore) })
	t.Run("Messages", func(t *testing.T) { testMessages(t, newStore) })
	t.Run("Restart", func(t *testing.T) { testRestart(t, newStore) })
	t.Run("Parking", func(t *testing.T) { testParking(t, newStore) })
	t.Run("Sharing", func(t *testing.T) { testSharing(t, newStore) })
	t.Run("Takeover", func(t *testing.T) { testTakeover(t, newStore) })
	t.Run("Trouble", func(t *testing.T) { testTrouble(t, newStore) })
	t.Run("Random", func(t *testing.T) { testRandom(t, newStore) })
}
