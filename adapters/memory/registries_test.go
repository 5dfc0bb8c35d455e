package memory_test

import (
	"errors"
	"testing"
	"time"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification"
	"github.com/kabinet-go/kabinet/verification/registrytest"
)

func TestRegistriesKeepTheirContract(t *testing.T) {
	registrytest.Run(t, func(t *testing.T) registrytest.Harness {
		t.Helper()
		registries := memory.NewRegistries()
		return registrytest.Harness{
			Registries: registries.Ports(),
			Know:       registries.Know,
			Behave: func(check verification.Check, behaviour registrytest.Behaviour) {
				registries.Behave(check, map[registrytest.Behaviour]memory.Behaviour{
					registrytest.Prompt:    {},
					registrytest.Ticket:    {Ticket: time.Nanosecond},
					registrytest.Pending:   {Ticket: time.Hour},
					registrytest.Forgetful: {Ticket: time.Nanosecond, Forgetful: true},
					registrytest.Down:      {Down: fault.AsTransient(errors.New("the registry is down"))},
					registrytest.Silent:    {Delay: time.Hour},
					registrytest.Busy:      {Down: &verification.BusyError{After: registrytest.Pause}},
					registrytest.Refusing:  {Down: fault.AsPermanent(errors.New("the registry refuses"))},
					registrytest.Nonsense:  {Answer: &verification.Answer{Outcome: "perhaps"}},
				}[behaviour])
			},
		}
	})
}
