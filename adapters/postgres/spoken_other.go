//go:build !unix

package postgres

import "net"

// spoken is known on Unix only; elsewhere connections are asked after a rest, see pingAfter.
func spoken(net.Conn) bool { return false }
