package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAddressesAreShownWithoutSecrets(t *testing.T) {
	for raw, shown := range map[string]string{
		"nats://:p%40ss-word@127.0.0.1:4222":           "nats://127.0.0.1:4222",
		"nats://anna:p%40ss-word@n1:1,nats://t0ken@n2": "nats://n1:1,nats://n2",
		"nats://h/db?password=p%40ss-word":             "nats://h/db",
		"nats://h/?sslpassword=p%40ss-word":            "nats://h/",
	} {
		a, err := parseAddress("nats", raw, "nats")
		require.NoError(t, err)
		assert.True(t, a.given())
		for _, text := range []string{fmt.Sprint(a), fmt.Sprintf("%v", &a)} {
			assert.Equal(t, shown, text)
		}
		cause := errors.New("cannot parse `" + raw + "`:\n\tp@ss-word")
		err = a.trouble(cause, "see there")
		assert.NotErrorIs(t, err, cause, "no way leads to what tells secrets")
		for _, secret := range []string{"p@ss", "p%40ss", "t0ken", "\n", "\t"} {
			assert.NotContains(t, err.Error(), secret, raw)
		}
		assert.Contains(t, err.Error(), "-nats "+shown+": cannot parse")
		assert.Contains(t, err.Error(), "; see there")
	}
	assert.False(t, address{}.given())

	a, err := parseAddress("store", "postgres://anna@h/anna?search_path=portal", "postgres")
	require.NoError(t, err)
	assert.EqualError(t, a.trouble(errors.New("no database anna"), "make it"), "-store postgres://h/anna: no database anna; make it",
		"a name is no secret for PostgreSQL")
}

func TestAddressesThatAreNone(t *testing.T) {
	for _, raw := range []string{
		"host=127.0.0.1 password=s3cret", "mysql://u:s3cret@h/db", "nats:s3cret", "nats://u:s3cret/1@h/db", "nats://u:s3cret%@h",
		"nats://h,s3cret", " nats://u:s3cret@h", "nats://h:s3cret", "nats://[s3cret",
	} {
		_, err := parseAddress("nats", raw, "nats")
		require.ErrorContains(t, err, "-nats is no ", raw)
		assert.NotContains(t, err.Error(), "s3cret")
	}
}
