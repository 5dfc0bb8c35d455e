package postgres_test

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// cable is the way of a worker to the server, which can be cut: then nothing passes and nobody is told.
type cable struct {
	server string
	entry  net.Listener

	mu      sync.Mutex
	open    chan struct{} // closed while bytes pass
	forget  chan struct{} // closed when connections from before a cut are to stay dead
	carried []net.Conn
}

// layCable returns a cable to the server of a connection string, and the string that leads through it.
func layCable(tb testing.TB, connection string) (*cable, string) {
	tb.Helper()
	address, err := url.Parse(connection)
	require.NoError(tb, err)
	entry, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(tb, err)
	c := &cable{server: address.Host, entry: entry, open: make(chan struct{}), forget: make(chan struct{})}
	close(c.open)
	go c.accept()
	tb.Cleanup(c.remove)
	address.Host = entry.Addr().String()
	return c, address.String()
}

func (c *cable) accept() {
	for {
		client, err := c.entry.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", c.server)
		if err != nil {
			_ = client.Close()
			continue
		}
		c.mu.Lock()
		c.carried = append(c.carried, client, server)
		forget := c.forget
		c.mu.Unlock()
		go c.carry(client, server, forget)
		go c.carry(server, client, forget)
	}
}

// carry passes bytes on as long as the cable is whole; those sent meanwhile wait.
func (c *cable) carry(from, to net.Conn, forget chan struct{}) {
	defer func() { _, _ = from.Close(), to.Close() }()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		c.mu.Lock()
		open := c.open
		c.mu.Unlock()
		<-open
		select {
		case <-forget:
			_, _ = io.Copy(io.Discard, from)
			return
		default:
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = make(chan struct{})
}

// heal lets bytes pass again; unless whole, only on connections made from now on: those from before stay
// silent, as behind a firewall that has forgotten them.
func (c *cable) heal(whole bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !whole {
		close(c.forget)
		c.forget = make(chan struct{})
	}
	close(c.open)
}

func (c *cable) remove() {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.entry.Close()
	for _, conn := range c.carried {
		_ = conn.Close()
	}
	select {
	case <-c.open:
	default:
		close(c.open)
	}
}
