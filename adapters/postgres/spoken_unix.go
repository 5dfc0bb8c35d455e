//go:build unix

package postgres

import (
	"net"
	"syscall"
)

// spoken reports whether something has arrived on a connection at rest, or its end: a server that stops says
// so and hangs up. It looks without waiting and without taking anything away. A statement sent on such a
// connection would fail in doubt, though it never had a chance.
func spoken(conn net.Conn) bool {
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = secure.NetConn()
	}
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return true
	}
	silent := false
	// Not raw.Read: after a slow write the driver may still be reading, and would be waited for.
	err = raw.Control(func(fd uintptr) {
		var one [1]byte
		_, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		silent = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK //nolint:errorlint // a bare number
	})
	return err != nil || !silent
}
