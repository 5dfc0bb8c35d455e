package verification_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/account"
)

// VER-2: registries that answer at once are asked as soon as the profile is submitted, not when the alarm
// looks next.
func TestRegistriesAreAskedAtOnce(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		s.submit(form())
		s.rest(time.Second)
		assert.Equal(s, account.Standard, s.standing().Level)
		assert.Equal(s, 3, s.Count(s.T, "verification.check-due"))
	})
}
