package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/password"
)

func TestParse(t *testing.T) {
	c, err := parse(nil, io.Discard, io.Discard)
	require.NoError(t, err)
	assert.Equal(t, "127.0.0.1:8080", c.addr)
	assert.Equal(t, "kabinet-data", c.data)
	assert.False(t, c.secure)
	assert.Equal(t, "Europe/Moscow", c.zone.String())

	for args, secure := range map[[2]string]bool{
		{"-addr=127.0.0.1:1", ""}: false, {"-addr=[::1]:1", ""}: false, {"-addr=localhost:1", ""}: false,
		{"-addr=0.0.0.0:1", ""}: true, {"-addr=:1", ""}: true, {"-addr=192.168.1.2:1", ""}: true, {"-addr=portal.example:1", ""}: true,
		{"-addr=0.0.0.0:1", "-secure=false"}: false, {"-addr=127.0.0.1:1", "-secure"}: true,
	} {
		flags := args[:1]
		if args[1] != "" {
			flags = args[:]
		}
		c, err := parse(flags, io.Discard, io.Discard)
		require.NoError(t, err)
		assert.Equal(t, secure, c.secure, "%v", args)
	}

	c, err = parse([]string{"-url", "https://portal.example/"}, io.Discard, io.Discard)
	require.NoError(t, err)
	assert.Equal(t, "https://portal.example", c.url)

	for _, args := range [][]string{{"-zone", "Nowhere/At all"}, {"start"}, {"-unknown"}} {
		_, err := parse(args, io.Discard, io.Discard)
		require.Error(t, err, "%v", args)
	}
	var help bytes.Buffer
	_, err = parse([]string{"-h"}, io.Discard, &help)
	require.ErrorIs(t, err, flag.ErrHelp)
	for _, name := range []string{"-addr", "-data", "-secure", "-url", "-zone"} {
		assert.Contains(t, help.String(), name)
	}
}

// TestServeOnAPort starts the program as main does, on a port that is free, and stops it.
func TestServeOnAPort(t *testing.T) {
	c, err := parse([]string{"-addr", "127.0.0.1:0", "-data", t.TempDir()}, io.Discard, io.Discard)
	require.NoError(t, err)
	c.policy.Hashing.Params = password.CheapestParams()
	listener, err := c.listen(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "http://"+listener.Addr().String(), c.url)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- serve(ctx, c, listener) }()
	response, err := http.Get(c.url + "/")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, http.StatusOK, response.StatusCode)
	http.DefaultClient.CloseIdleConnections()
	stop()
	require.NoError(t, <-done)

	require.Error(t, command(t.Context(), []string{"-addr", "nowhere"}))
}
