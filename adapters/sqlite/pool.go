package sqlite

import (
	"context"
	"errors"
	"net/url"
	"sync"
)

// pool lends read connections, opened when first needed. The one given back last is lent first: its
// page cache is the warmest.
type pool struct {
	path  string
	slots chan struct{}
	mu    sync.Mutex
	idle  []*conn
}

func newPool(path string, size int) *pool {
	return &pool{path: path, slots: make(chan struct{}, size)}
}

// do runs read with a connection of its own, waiting for one as long as the context allows.
func (p *pool) do(ctx context.Context, read func(*conn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.slots }()
	c, err := p.take(ctx)
	if err != nil {
		return err
	}
	defer p.give(c)
	return read(c)
}

func (p *pool) take(ctx context.Context) (*conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if last := len(p.idle) - 1; last >= 0 {
		c := p.idle[last]
		p.idle = p.idle[:last]
		return c, nil
	}
	// Readers wait for others only while a crashed process's log is being recovered.
	return connect(ctx, p.path, url.Values{"mode": {"rw"}}, "busy_timeout = 5000", "query_only = on", "cache_size = -8000")
}

func (p *pool) give(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, c)
}

// close closes the connections; none may be lent any more.
func (p *pool) close() error {
	var errs []error
	for _, c := range p.idle {
		errs = append(errs, c.close())
	}
	p.idle = nil
	return errors.Join(errs...)
}
