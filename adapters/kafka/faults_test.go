package kafka

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/IBM/sarama"
	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/fault"
)

func TestFaultsHaveAnAxis(t *testing.T) {
	for _, test := range []struct {
		err   error
		final bool
	}{
		{sarama.ErrMessageSizeTooLarge, true},
		{sarama.ErrTopicAuthorizationFailed, true},
		{sarama.ErrSASLAuthenticationFailed, true},
		{sarama.ConfigurationError("wrong"), true},
		{sarama.PacketEncodingError{Info: "wrong"}, true},
		{&tls.CertificateVerificationError{Err: errors.New("unknown authority")}, true},
		{&sarama.TopicError{Err: sarama.ErrInvalidReplicationFactor}, true},
		{sarama.Wrap(sarama.ErrOutOfBrokers, sarama.ErrSASLAuthenticationFailed), true},
		{fault.AsPermanent(errors.New("wrong")), true},
		{sarama.ErrOutOfBrokers, false},
		{sarama.ErrNotLeaderForPartition, false},
		{sarama.ErrNotEnoughReplicas, false},
		{sarama.ErrUnknownTopicOrPartition, false},
		{io.EOF, false},
		{errors.New("anything else"), false},
	} {
		axis, other := fault.Transient, fault.Permanent
		if test.final {
			axis, other = fault.Permanent, fault.Transient
		}
		for _, err := range []error{onAxis(fmt.Errorf("doing: %w", test.err)), onAxisInDoubt(fmt.Errorf("doing: %w", test.err))} {
			assert.ErrorIs(t, err, axis)
			assert.NotErrorIs(t, err, other)
			assert.ErrorIs(t, err, test.err)
		}
		assert.Equal(t, !test.final, errors.Is(onAxisInDoubt(test.err), fault.InDoubt), "%v", test.err)
		assert.NotErrorIs(t, onAxis(test.err), fault.InDoubt)
	}
}
