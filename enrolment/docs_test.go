package enrolment_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/enrolment"
)

// docs/enrolment.md has a line for every state and every refusal.
func TestDocument(t *testing.T) {
	document, err := os.ReadFile("../docs/enrolment.md")
	require.NoError(t, err)
	for _, state := range []enrolment.State{
		enrolment.AwaitsPassword, enrolment.AwaitsAcceptance, enrolment.AwaitsProfile, enrolment.AwaitsVerification,
		enrolment.AwaitsReview, enrolment.Done, enrolment.Over,
	} {
		assert.Contains(t, string(document), "\n| `"+string(state)+"` |")
	}
	for _, ending := range []enrolment.Ending{enrolment.Overtaken, enrolment.Differed, enrolment.Exhausted, enrolment.Expired} {
		assert.Contains(t, string(document), "`"+string(ending)+"`")
	}
	for _, code := range []string{
		enrolment.ErrKnown.Code, enrolment.ErrWrong.Code, enrolment.ErrExhausted.Code, enrolment.ErrExpired.Code,
		enrolment.ErrOver.Code, enrolment.ErrNone.Code,
	} {
		assert.Contains(t, string(document), "`"+code+"`")
	}
}
