package postgres

import (
	"context"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Append implements [eventsourcing.Appender]: one statement, so one round trip and one commit. It waits for
// appends to the same streams, claims and data keys that were faster, and for no others. A context that ends
// meanwhile makes the server give up, and its answer is awaited, so that the outcome is known.
func (s *Store) Append(ctx context.Context, batch eventsourcing.Batch) (last int64, err error) {
	request, err := s.request(&batch)
	if err != nil {
		return 0, err
	}
	err = s.write(ctx, func(q querier) error {
		var met answer
		err := q.QueryRow(ctx, s.sql(appendStatement), request.args()...).Scan((*[]string)(&met))
		if err != nil {
			return err
		}
		last, err = met.result(request)
		return err
	})
	if err != nil {
		return 0, err
	}
	if _, within := s.transaction(ctx); !within {
		s.signal.Wake()
	}
	return last, nil
}
