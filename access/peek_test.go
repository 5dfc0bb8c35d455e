package access_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/internal/portaltest"
)

// ACC-4: looking at a session does not keep it alive, and sees its end.
func TestPeek(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Patient)
		id := p.Person(t, portaltest.Phone)
		admitted := p.SignIn(t, portaltest.Phone)
		var seen access.Admitted
		for range 29 {
			time.Sleep(time.Minute)
			var err error
			seen, err = p.Access.Peek(t.Context(), admitted.Token)
			require.NoError(t, err)
		}
		assert.Equal(t, id, seen.Account)
		assert.Equal(t, admitted.Session, seen.Session)
		assert.Equal(t, admitted.ExpiresAt, seen.ExpiresAt, "nobody used it")
		time.Sleep(time.Minute)
		_, err := p.Access.Peek(t.Context(), admitted.Token)
		require.ErrorIs(t, err, access.ErrNoSession)

		again := p.SignIn(t, portaltest.Phone)
		require.NoError(t, p.Access.SignOut(t.Context(), again.Token))
		_, err = p.Access.Peek(t.Context(), again.Token)
		require.ErrorIs(t, err, access.ErrNoSession)
	})
}
