package centre

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// front is what stands before [Directory]: it limits the time of every call, maps what fails to an axis, and believes
// only entries that are valid.
type front struct {
	directory Directory
	timeout   time.Duration
}

// centre returns the centre of that id. The error is [ErrUnknownCentre], that of the caller's context, or on an axis.
func (f front) centre(ctx context.Context, id string) (Centre, error) {
	found, err := call(ctx, f.timeout, func(ctx context.Context) (Centre, error) { return f.directory.Centre(ctx, id) })
	if err != nil {
		return Centre{}, err
	}
	if found.ID != id {
		return Centre{}, fault.AsPermanent(fmt.Errorf("centre: the directory answered %q when asked for %q", found.ID, id))
	}
	return found, found.Validate()
}

// find returns what the query is about. Entries that are not valid are left out: people are not sent there.
func (f front) find(ctx context.Context, query Query) ([]Centre, error) {
	found, err := call(ctx, f.timeout, func(ctx context.Context) ([]Centre, error) { return f.directory.Find(ctx, query) })
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(slices.Clone(found), func(c Centre) bool { return c.Validate() != nil || !query.Wants(c) })
	Sort(found)
	return found, nil
}

// Sort puts centres into the order of [Directory.Find].
func Sort(centres []Centre) {
	slices.SortStableFunc(centres, func(a, b Centre) int {
		for _, order := range []int{
			strings.Compare(a.Region, b.Region), strings.Compare(a.Name.Russian, b.Name.Russian), strings.Compare(a.ID, b.ID),
		} {
			if order != 0 {
				return order
			}
		}
		return 0
	})
}

func call[T any](ctx context.Context, timeout time.Duration, ask func(context.Context) (T, error)) (found T, err error) {
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	found, err = ask(limited)
	var none T
	switch {
	case err == nil:
		return found, nil
	case ctx.Err() != nil:
		return none, ctx.Err()
	case limited.Err() != nil:
		return none, fault.AsTransient(fmt.Errorf("centre: the directory did not answer within %v", timeout))
	case errors.Is(err, ErrUnknownCentre), errors.Is(err, fault.Transient), errors.Is(err, fault.Permanent):
		return none, err
	default:
		return none, fault.AsPermanent(fmt.Errorf("centre: the directory failed with a %T on no axis", err))
	}
}
