package eventsourcing

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/kabinet-go/kabinet/fault"
)

// Rotate wraps every data key anew that is still wrapped by the key-encryption key named old, and
// returns how many. It may be interrupted and run again, and run beside everything else. Keys that
// cannot be unwrapped are left and reported at its end, joined; other trouble ends it at once.
func (k *Keyring) Rotate(ctx context.Context, old string) (int, error) {
	const page = 100
	rotated := 0
	left := map[string]error{}
	for {
		keys, err := k.keys.KeysWrappedBy(ctx, old, page+len(left))
		if err != nil {
			return rotated, err
		}
		keys = slices.DeleteFunc(keys, func(wrapped WrappedKey) bool { return left[wrapped.ID] != nil })
		if len(keys) == 0 {
			return rotated, joined(left)
		}
		for _, wrapped := range keys {
			key, err := k.encrypter.Unwrap(ctx, wrapped)
			if errors.Is(err, fault.Permanent) {
				left[wrapped.ID] = err
				continue
			}
			if err != nil {
				return rotated, err
			}
			ok, err := k.rewrap(ctx, wrapped, key)
			if err != nil {
				return rotated, err
			}
			if ok {
				rotated++
			}
		}
	}
}

// rewrap is false when the key was erased or rewrapped meanwhile.
func (k *Keyring) rewrap(ctx context.Context, old WrappedKey, key []byte) (bool, error) {
	renewed, err := k.encrypter.Wrap(ctx, old.ID, key)
	if err != nil {
		return false, err
	}
	if renewed.KEK == old.KEK {
		return false, fault.AsPermanent(fmt.Errorf("eventsourcing: %s is still the current key-encryption key", old.KEK))
	}
	return k.keys.Rewrap(ctx, old, renewed)
}

func joined(left map[string]error) error {
	var errs []error
	for _, err := range left {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
