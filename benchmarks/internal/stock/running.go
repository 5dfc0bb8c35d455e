package stock

import (
	"context"
	"errors"
	"sync"

	"github.com/kabinet-go/kabinet"
)

// WhileRunning does work beside a running portal, and ends it when that does.
func WhileRunning(ctx context.Context, portal *kabinet.Kabinet, work func(ctx context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var failed error
	var running sync.WaitGroup
	running.Go(func() {
		defer stop() // nobody waits for messages that never come
		failed = portal.Run(ctx)
	})
	err := work(ctx)
	stop()
	running.Wait()
	return errors.Join(err, failed)
}
