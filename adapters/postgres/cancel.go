package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// cancelAfter is how long a statement may still run when its context has ended: nearly all end by then,
	// and cost no second connection to cancel them.
	cancelAfter = 10 * time.Millisecond
	// giveUpAfter is how long the answer to a cancelled statement is waited for.
	giveUpAfter = 5 * time.Second
	// settleAfter is how long a connection rests after it asked for a statement to be cancelled: the server may
	// act on that a little later, and should not meet the next statement.
	settleAfter = 100 * time.Millisecond
)

// canceller asks the server to give up a statement whose context has ended, and lets its answer be awaited, so
// that the outcome is known. Unlike pgx's own it never breaks off its request half way, by which PgBouncer 1.18
// can be brought down.
type canceller struct {
	conn  *pgconn.PgConn
	timer *time.Timer
	sent  chan struct{}
}

// HandleCancel implements the handler of package ctxwatch. The context it is given has ended, so it is no use.
func (c *canceller) HandleCancel(context.Context) {
	_ = c.conn.Conn().SetDeadline(time.Now().Add(giveUpAfter))
	sent := make(chan struct{})
	c.sent = sent
	c.timer = time.AfterFunc(cancelAfter, func() { //nolint:contextcheck // see above
		defer close(sent)
		c.request()
	})
}

func (c *canceller) request() {
	ctx, cancel := context.WithTimeout(context.Background(), giveUpAfter)
	defer cancel()
	_ = c.conn.CancelRequest(ctx)
	time.Sleep(settleAfter)
}

// HandleUnwatchAfterCancel implements the handler of package ctxwatch.
func (c *canceller) HandleUnwatchAfterCancel() {
	if !c.timer.Stop() {
		<-c.sent
	}
	_ = c.conn.Conn().SetDeadline(time.Time{})
}
