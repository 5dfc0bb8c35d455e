package letter

import (
	"context"
	"log/slog"
	"time"

	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/person"
)

// PostOffice prints letters and gives them to the post.
type PostOffice interface {
	// Print takes over one letter. It may block until the context is done and is called concurrently. The same letter
	// may come again, after a crash or a time-out, also in another process: it is the same then to the last character,
	// and must not be printed twice. Nil means that the letter will not be lost. Errors on fault.Permanent mean that
	// this letter cannot be printed as it is; all are tried again. Errors hold neither the code nor personal data.
	Print(ctx context.Context, paper Paper) error
}

// Tracker is a [PostOffice] that can tell where its letters are.
type Tracker interface {
	// Track returns all news there are of a letter, oldest first, none when there are none; what was told before may be
	// told again. The number is zero as long as none is known. On blocking, concurrency and errors see Print.
	Track(ctx context.Context, letter string, number person.TrackingNumber) ([]News, error)
}

// Paper is a letter to be printed.
type Paper struct {
	// ID is that of the letter. It is no secret.
	ID      string
	Name    person.FullName
	Address person.Address
	Code    identity.Code
	// ValidUntil is when the code dies, in UTC.
	ValidUntil time.Time
	// Language is "ru" or "en", else what the person chose.
	Language string
}

// LogValue tells which letter it is, nothing of the person.
func (p Paper) LogValue() slog.Value { return slog.GroupValue(slog.String("id", p.ID)) }

// News is one step of a letter's way.
type News struct {
	// State is Dispatched, AtOffice, HandedOver, Returned or Lost.
	State State
	// Number is that of the post, needed with Dispatched and of no meaning otherwise.
	Number person.TrackingNumber
}
