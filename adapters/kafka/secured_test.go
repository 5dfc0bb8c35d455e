package kafka_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/IBM/sarama"
	"github.com/stretchr/testify/require"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/kabinet-go/kabinet/adapters/kafka"
	"github.com/kabinet-go/kabinet/fault"
)

// authority makes a certificate for brokers on this machine, and the pool that trusts it.
func authority(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, DNSNames: []string{"localhost"},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(certificate)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// refusePassword answers as Kafka does; the fake hangs up without a word.
func (c *cluster) refusePassword(password string) {
	c.ControlKey(int16(kmsg.SASLAuthenticate), func(request kmsg.Request) (kmsg.Response, error, bool) {
		asked := request.(*kmsg.SASLAuthenticateRequest)
		if !bytes.Contains(asked.SASLAuthBytes, []byte(password)) {
			return nil, nil, false
		}
		c.KeepControl()
		answer := asked.ResponseKind().(*kmsg.SASLAuthenticateResponse)
		answer.ErrorCode = kerr.SaslAuthenticationFailed.Code
		return answer, nil, true
	})
}

func TestSecuredCluster(t *testing.T) {
	certificate, trusted := authority(t)
	c := newCluster(t, kfake.EnableSASL(), kfake.TLS(&tls.Config{Certificates: []tls.Certificate{certificate}}))
	secured := func(password string, trusted *x509.CertPool) kafka.Config {
		config := c.config("letters")
		config.Configure = func(client *sarama.Config) {
			client.Net.TLS.Enable, client.Net.TLS.Config = true, &tls.Config{RootCAs: trusted}
			client.Net.SASL.Enable, client.Net.SASL.User, client.Net.SASL.Password = true, "kabinet", password
		}
		return config
	}
	config := secured("secret", trusted)
	publishAll(t, newPublisher(t, config), 4, 1, 2)
	requireInOrder(t, read(t, newSubscriber(t, config), ackAll).awaitAll(t, 4, 2), 4, 2)

	c.refusePassword("guessed")
	_, strangers := authority(t)
	for name, config := range map[string]kafka.Config{
		"a wrong password":      secured("guessed", trusted),
		"a strange certificate": secured("secret", strangers),
	} {
		_, err := kafka.NewPublisher(config)
		require.ErrorIs(t, err, fault.Permanent, name)
		require.ErrorContains(t, err, "TLS and SASL in Config.Configure")
		require.NotContains(t, err.Error(), "guessed")
		_, err = newSubscriber(t, config).Subscribe(t.Context(), topic)
		require.ErrorIs(t, err, fault.Permanent, name)
	}
	_, err := kafka.NewPublisher(c.config(""))
	require.ErrorIs(t, err, fault.Transient, "in clear there is no answer to tell by")
}
