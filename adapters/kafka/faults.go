package kafka

import (
	"crypto/tls"
	"errors"

	"github.com/IBM/sarama"

	"github.com/kabinet-go/kabinet/fault"
)

// ErrClosed is the answer of a publisher or subscriber after Close.
var ErrClosed = errors.New("kafka: closed")

// final are the answers of a cluster that no repetition changes.
var final = []sarama.KError{
	sarama.ErrMessageSizeTooLarge, sarama.ErrInvalidMessageSize, sarama.ErrMessageSetSizeTooLarge, sarama.ErrInvalidRecord,
	sarama.ErrInvalidTopic, sarama.ErrInvalidPartitions, sarama.ErrInvalidReplicationFactor, sarama.ErrInvalidConfig,
	sarama.ErrInvalidRequest, sarama.ErrInvalidRequiredAcks, sarama.ErrPolicyViolation, sarama.ErrUnsupportedVersion,
	sarama.ErrUnsupportedForMessageFormat, sarama.ErrUnsupportedCompressionType,
	sarama.ErrTopicAuthorizationFailed, sarama.ErrGroupAuthorizationFailed, sarama.ErrClusterAuthorizationFailed,
	sarama.ErrSASLAuthenticationFailed, sarama.ErrUnsupportedSASLMechanism, sarama.ErrIllegalSASLState,
	sarama.ErrInvalidGroupId, sarama.ErrInvalidSessionTimeout, sarama.ErrInconsistentGroupProtocol, sarama.ErrGroupMaxSizeReached,
}

// isFinal reports whether somebody must mend configuration, rights or data first.
func isFinal(err error) bool {
	var answer sarama.KError
	if errors.As(err, &answer) {
		for _, one := range final {
			if errors.Is(err, one) {
				return true
			}
		}
		return false
	}
	var (
		configuration sarama.ConfigurationError
		encoding      sarama.PacketEncodingError
		certificate   *tls.CertificateVerificationError
	)
	return errors.Is(err, fault.Permanent) || errors.Is(err, errNoKey) ||
		errors.As(err, &configuration) || errors.As(err, &encoding) || errors.As(err, &certificate)
}

// onAxis puts an error of a call that changes nothing, or nothing that could not be asked for again,
// on its axis.
func onAxis(err error) error {
	if isFinal(err) {
		return fault.AsPermanent(err)
	}
	return fault.AsTransient(err)
}

// onAxisInDoubt is onAxis for a call that may have had its effect although no answer came.
func onAxisInDoubt(err error) error {
	if isFinal(err) {
		return fault.AsPermanent(err)
	}
	return fault.AsInDoubt(err)
}
