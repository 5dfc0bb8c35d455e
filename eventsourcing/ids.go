package eventsourcing

import (
	"fmt"
	"io"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/kabinet-go/kabinet/fault"
)

// ids makes the ids of one unit of work. The random bits of several can be drawn at once, since asking the
// system for them costs more than all the rest; no bit serves twice.
type ids struct {
	random io.Reader
	drawn  []byte
}

// idRandomness is how many random bytes a ULID has.
const idRandomness = 10

// draw sees to it that the next n ids need not ask.
func (d *ids) draw(n int) error {
	if n *= idRandomness; len(d.drawn) >= n {
		return nil
	}
	drawn := make([]byte, n)
	if _, err := io.ReadFull(d.random, drawn); err != nil {
		return fault.AsTransient(fmt.Errorf("eventsourcing: making an id: %w", err))
	}
	d.drawn = drawn
	return nil
}

func (d *ids) next(now time.Time) (string, error) {
	if err := d.draw(1); err != nil {
		return "", err
	}
	var id ulid.ULID
	if err := id.SetTime(ulid.Timestamp(now)); err != nil {
		return "", fault.AsPermanent(fmt.Errorf("eventsourcing: making an id: %w", err))
	}
	copy(id[len(id)-idRandomness:], d.drawn)
	d.drawn = d.drawn[idRandomness:]
	return id.String(), nil
}
