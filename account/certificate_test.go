package account_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
)

// CNF-7: a certificate is bound once, and given up with the confirmation by it.
func TestBindCertificate(t *testing.T) {
	certificate := account.Certificate{Fingerprint: "aa11", Issuer: "Test CA", Serial: "7f", NotAfter: vouchedAt, Evidence: "s-1"}
	bound := account.CertificateBound{Account: id, At: vouchedAt, Certificate: es.NewPersonal(certificate)}
	verified := atStages(t)["verified"]
	bind := account.BindCertificate(certificate, vouchedAt)
	scenario.Given(t, none, verified...).When(bind).Then(bound).
		State(func(t testing.TB, a account.Account) {
			assert.True(t, a.HasCertificate("aa11"))
			assert.False(t, a.HasCertificate("bb22"))
		})
	scenario.Given(t, none, verified.with(bound)...).When(bind).Then()
	revoked := verified.with(bound, identityConfirmed(account.Signature, "s-1"),
		account.ConfirmationRevoked{Account: id, Evidence: "s-1", At: heldAt})
	scenario.Given(t, none, revoked...).When(bind).Then(bound)
	scenario.Given(t, none, stages(t, hash(t, "password"))["registering"]...).When(bind).ThenRefused(account.ErrNotLive)
}
