//go:build unix

package postgres

import (
	"net"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A connection is looked at while somebody else reads from it, as the driver does after a slow write.
func TestSpokenWaitsForNobody(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	conn, err := net.Dial("tcp", listener.Addr().String())
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	server, err := listener.Accept()
	require.NoError(t, err)

	reading, looked, done := make(chan struct{}), make(chan struct{}), make(chan error)
	socket, ok := conn.(syscall.Conn)
	require.True(t, ok)
	raw, err := socket.SyscallConn()
	require.NoError(t, err)
	go func() {
		done <- raw.Read(func(uintptr) bool {
			close(reading)
			<-looked
			return true
		})
	}()
	<-reading
	require.False(t, spoken(conn))
	close(looked)
	require.NoError(t, <-done)

	require.NoError(t, server.Close())
	end := make([]byte, 1)
	require.NoError(t, raw.Read(func(fd uintptr) bool { // until the end has arrived
		_, _, err := syscall.Recvfrom(int(fd), end, syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		return err == nil
	}))
	require.True(t, spoken(conn))
}
