package main

import (
	"context"
	"encoding/json"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// pageSize is how many records everybody reads from the log at once.
const pageSize = 500

// pager reads the log of a floor.
type pager interface {
	page(ctx context.Context, after int64, limit int) ([]es.Record, error)
}

// decodeAll reads the log of a floor to its end.
func decodeAll(ctx context.Context, log pager) (count int, err error) {
	for after := int64(0); ; {
		records, err := log.page(ctx, after, pageSize)
		if err != nil || len(records) == 0 {
			return count, err
		}
		for _, record := range records {
			var event confirmed
			if err := json.Unmarshal(record.Data, &event); err != nil {
				return 0, err
			}
		}
		count, after = count+len(records), records[len(records)-1].Position
	}
}
