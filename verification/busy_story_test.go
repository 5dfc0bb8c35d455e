package verification_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/verification"
)

// VER-3: a busy registry is not asked before the time that it names.
func TestBusyRegistryIsLeftAlone(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Down: &verification.BusyError{After: 40 * time.Minute}})
		s.submit(form())
		s.rest(2 * time.Minute)
		assert.Equal(s, 1, s.Registry.Asked(verification.SNILSCheck))
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{})
		s.rest(37 * time.Minute)
		assert.Equal(s, 1, s.Registry.Asked(verification.SNILSCheck))
		s.rest(3 * time.Minute)
		assert.Equal(s, account.Standard, s.standing().Level)
	})
}
