package feed_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

func TestConfigNeedsOnlyAGroup(t *testing.T) {
	require.NoError(t, feed.Config{Group: "letters"}.Validate())
}

func TestValidateJoinsAllProblems(t *testing.T) {
	err := feed.Config{
		Group: "a/b", Lanes: -1, MaxAttempts: -2, PollInterval: -1, LeaseTTL: time.Second, RenewInterval: time.Second,
		CheckpointInterval: -1, ReadBatch: 10, LaneQueue: 19,
	}.Validate()
	for _, problem := range []string{
		`Config.Group "a/b" holds a slash`, "Config.Lanes is -1", "Config.MaxAttempts is -2", "Config.PollInterval is -1ns",
		"Config.RenewInterval is 1s", "Config.CheckpointInterval is -1ns", "Config.LaneQueue is 19, want at least two batches (20)",
	} {
		require.ErrorContains(t, err, problem)
	}
	require.ErrorContains(t, feed.Config{}.Validate(), "Config.Group is missing")
	require.ErrorContains(t, feed.Config{Group: "x", LeaseTTL: -1}.Validate(), "Config.LeaseTTL is -1ns")
	require.ErrorContains(t, feed.Config{Group: "x", ReadBatch: -1}.Validate(), "Config.ReadBatch is -1")
}

func TestNewSubscriberNeedsStoreAndConfig(t *testing.T) {
	_, err := feed.NewSubscriber(nil, feed.Config{})
	require.ErrorContains(t, err, "the store is missing")
	require.ErrorContains(t, err, "Config.Group is missing")
	_, err = feed.NewSubscriber(newStore(t), feed.Config{Group: "x", Lanes: -1})
	require.ErrorContains(t, err, "Config.Lanes")
}

func TestSubscribeRefusesWhatIsNoTopic(t *testing.T) {
	subscriber, err := feed.NewSubscriber(newStore(t), feed.Config{Group: "x"})
	require.NoError(t, err)
	for _, topic := range []string{"", "account/1"} {
		_, err = subscriber.Subscribe(t.Context(), topic)
		require.ErrorContains(t, err, "is neither a category nor")
	}
	require.NoError(t, subscriber.Close())
}

type noRandom struct{}

func (noRandom) Read([]byte) (int, error) { return 0, errors.New("no entropy") }

func TestSubscribeNeedsRandomness(t *testing.T) {
	subscriber, err := feed.NewSubscriber(newStore(t), feed.Config{Group: "x", Random: noRandom{}})
	require.NoError(t, err)
	_, err = subscriber.Subscribe(t.Context(), "account")
	require.ErrorContains(t, err, "no entropy")
}

func TestExponential(t *testing.T) {
	backoff := feed.Exponential(100*time.Millisecond, time.Second)
	for failures, want := range []time.Duration{100, 100, 200, 400, 800, 1000, 1000} {
		assert.Equal(t, want*time.Millisecond, backoff(failures), "%d failures", failures)
	}
	assert.Equal(t, time.Second, backoff(1_000_000))
	assert.Zero(t, feed.Exponential(0, 0)(5))
	assert.Zero(t, feed.Exponential(-1, -1)(5))
	assert.Zero(t, feed.Exponential(0, time.Minute)(5))
	assert.Equal(t, time.Second, feed.Exponential(time.Minute, time.Second)(1))
	assert.Equal(t, time.Duration(1<<63-1), feed.Exponential(1, 1<<63-1)(100))
}
