package postgres

import (
	"fmt"
	"strconv"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// answer is what the function kabinet.append returns: first one of the constants here, then what belongs to
// it.
type answer []string

// What an append meets.
const (
	// done is followed by the last position.
	done = "0"
	// fenceLost stands alone.
	fenceLost = "1"
	// versionDiffers is followed by the place of the stream, from 1, and the version it has.
	versionDiffers = "2"
	// claimHeld is followed by the place of the claim and the two parts of its owner.
	claimHeld = "3"
	// keyThere and keyErased are followed by the place of the data key.
	keyThere  = "4"
	keyErased = "5"
	// contradiction stands for the bar of the request.
	contradiction = "6"
)

// result returns the last position, or names the obstacle as the port does.
func (a answer) result(r *request) (last int64, err error) {
	switch a.part(0) {
	case done:
		return a.number(1), nil
	case fenceLost:
		return 0, eventsourcing.ErrFenced
	case versionDiffers:
		i := a.number(1) - 1
		return 0, &eventsourcing.Conflict{
			Stream: eventsourcing.Stream{Category: r.categories[i], ID: r.ids[i]}, Expected: r.expected[i], Actual: a.number(2),
		}
	case claimHeld:
		i := a.number(1) - 1
		return 0, &eventsourcing.Claimed{
			Key:   eventsourcing.ClaimKey{Kind: r.claims.kinds[i], Index: r.claims.indexes[i]},
			Owner: eventsourcing.Stream{Category: a.part(2), ID: a.part(3)},
		}
	case keyThere:
		return 0, dataKeyClaimed(r.keys[a.number(1)-1])
	case keyErased:
		return 0, eventsourcing.ErrErased
	case contradiction:
		return 0, r.bar
	default:
		return 0, fmt.Errorf("postgres: an append met the unknown obstacle %q", a.part(0))
	}
}

func (a answer) part(i int) string {
	if i >= len(a) {
		return ""
	}
	return a[i]
}

// number is for parts that the function made of a number itself.
func (a answer) number(i int) int64 {
	number, _ := strconv.ParseInt(a.part(i), 10, 64)
	return number
}

func dataKeyClaimed(id string) error {
	return &eventsourcing.Claimed{Key: eventsourcing.ClaimKey{Kind: "data-key", Index: id}}
}
