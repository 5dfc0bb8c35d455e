package nats_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/nats"
	"github.com/kabinet-go/kabinet/adapters/nats/natstest"
	"github.com/kabinet-go/kabinet/fault"
)

func TestValidateJoinsAllProblems(t *testing.T) {
	require.NoError(t, nats.Config{}.Validate())
	require.NoError(t, nats.Config{Prefix: "portal.events", Group: "a_B-1", MaxAge: time.Hour}.Validate())
	err := nats.Config{
		Stream: "a b", Prefix: "a..b", Group: "x/y", Lanes: 257, Replicas: 6, MaxAge: -1, DuplicateWindow: -1,
		PublishTimeout: -1, AckWait: time.Millisecond,
	}.Validate()
	for _, field := range []string{"Stream", "Prefix", "Group", "Lanes", "Replicas", "MaxAge", "DuplicateWindow", "PublishTimeout", "AckWait"} {
		require.ErrorContains(t, err, "Config."+field+" is")
	}
	require.ErrorContains(t, nats.Config{MaxAge: time.Minute}.Validate(), "Config.DuplicateWindow is 2m0s, want no more than MaxAge (1m0s)")
}

func TestConstructorsRefuse(t *testing.T) {
	conn := natstest.Connection(t)
	config := natstest.Config(t, conn)
	_, err := nats.NewSubscriber(t.Context(), conn, config)
	require.ErrorContains(t, err, "Config.Group is missing")
	require.ErrorIs(t, err, fault.Permanent)
	_, err = nats.NewPublisher(t.Context(), conn, nats.Config{Lanes: -1})
	require.ErrorContains(t, err, "Config.Lanes")
	require.ErrorIs(t, err, fault.Permanent)
	_, err = nats.NewPublisher(t.Context(), nil, config)
	require.ErrorContains(t, err, "the connection is missing")
	_, err = nats.NewSubscriber(t.Context(), nil, nats.Config{Group: "g"})
	require.ErrorContains(t, err, "the connection is missing")
	closed := natstest.Connect(t, conn.ConnectedUrl())
	closed.Close()
	_, err = nats.NewPublisher(t.Context(), closed, config)
	require.ErrorContains(t, err, "the connection was closed by its owner")
	require.ErrorIs(t, err, fault.Permanent)
}
