package eventsourcing

import (
	"context"
	"slices"
	"time"
)

// Key returns the claim key of a value in its canonical text.
func (u *Unit) Key(kind, canonical string) ClaimKey { return u.engine.index.Key(kind, canonical) }

// Owner returns who holds a claim in the store now; ok is false when nobody does. Nothing keeps it so
// until the commit: what the work relies on it claims itself, or loads together with the owner, whose
// claims change with its events.
func (u *Unit) Owner(ctx context.Context, key ClaimKey) (owner Stream, ok bool, err error) {
	return u.engine.store.Owner(ctx, key, u.now)
}

// Claim takes a key for the owner, or renews it. With a zero expires it stands until released. If
// somebody else holds it, the work is run again and finds that by Owner.
func (u *Unit) Claim(key ClaimKey, owner Stream, expires time.Time) {
	u.forgetClaim(key, owner)
	u.batch.Claims = append(u.batch.Claims, Claim{ClaimKey: key, Owner: owner, Expires: expires})
}

// Release gives up a key if the owner holds it, also one that this unit claimed before.
func (u *Unit) Release(key ClaimKey, owner Stream) {
	u.forgetClaim(key, owner)
	u.batch.Releases = append(u.batch.Releases, Claim{ClaimKey: key, Owner: owner})
}

// forgetClaim makes the last word of a unit about a claim the one that counts.
func (u *Unit) forgetClaim(key ClaimKey, owner Stream) {
	u.batch.Claims = slices.DeleteFunc(u.batch.Claims, func(claim Claim) bool {
		return claim.ClaimKey == key && claim.Owner == owner
	})
}

// Once makes the work idempotent by a key its caller chose: if work of that scope was committed under
// the key before, it returns the stream that work created; otherwise it reserves the key for owner and
// done is false. An empty key reserves nothing.
func (u *Unit) Once(ctx context.Context, scope, key string, owner Stream) (earlier Stream, done bool, err error) {
	earlier, done, err = u.Earlier(ctx, scope, key)
	if err != nil || done || key == "" {
		return earlier, done, err
	}
	u.Claim(u.onceKey(scope, key), owner, u.now.Add(u.engine.policy.IdempotencyFor))
	return Stream{}, false, nil
}

// Earlier is Once for work that knows only at its end which stream it creates: it looks whether the key was used before,
// and keeps nothing. Call Once when the stream is known.
func (u *Unit) Earlier(ctx context.Context, scope, key string) (earlier Stream, done bool, err error) {
	if key == "" {
		return Stream{}, false, nil
	}
	return u.Owner(ctx, u.onceKey(scope, key))
}

func (u *Unit) onceKey(scope, key string) ClaimKey { return u.Key("idempotency", scope+"\x00"+key) }
