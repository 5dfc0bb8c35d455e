// Package eventsourcing is the kernel of Kabinet: aggregates told by their events, units of work over
// several of them, and the port to whatever database keeps both. It knows nothing of accounts.
//
//	                  Engine.Do(ctx, work)                       again, when somebody was faster
//	                          │    ┌────────────────────────────────────────────────┐
//	                          ▼    ▼                                                │
//	Repository.Load ──▶ Aggregate ──Decide──▶ Decision(state) ──▶ Events            │
//	      ▲               in a Unit, beside claims, timers, keys      │             │
//	      │                                                   Codec, Keyring        │
//	      │                                                           ▼             │
//	    Load                                       Store.Append(Batch): all or nothing
//	      │                                                           │
//	      └───────────────────────── Store ◀──────────────────────────┘
//	                                   │
//	              Feed ──▶ package feed, Catalog        Timers ──▶ Alarm
//
// # Events and decisions
//
// A state is a plain value. An [Event] says itself how it changes one (Evolve), a [Decision] derives
// events from one or refuses. Both are pure; test them with package scenario, without any store.
//
// # Names and versions
//
// A [Codec] gives each event a dotted name and a version ([Register], [RegisterPersonal]), and leads older
// shapes to the present one ([Upcast], [UpcastPersonal]): what an older release wrote, this one reads.
// What is wrong with a codec shows when the [Repository] or [Catalog] over it is made, not when the first
// event comes. Package golden keeps a file of every version ever written; each package with events has a
// test with golden.Check.
//
// # Units of work
//
// [Engine.Do] runs the work and writes everything its [Unit] asks for in one append: events of all
// aggregates, claims, timers, data keys. An aggregate that was loaded is guarded, whether it changed or
// not, so two units cannot each rely on what the other takes away. A [*Conflict] or [*Claimed] runs the
// work again on fresh state, a bounded number of times. [Unit.Once] makes it safe to repeat for callers
// that never heard an answer, or one that leaves them in doubt (fault.InDoubt).
//
// # Claims
//
// A claim is a key that one stream at a time may hold: a phone, a SNILS, an idempotency key. It is taken
// in the append that proves it ([Unit.Claim]) and kept under a keyed hash ([BlindIndex]), so no store
// knows the phone.
//
// # Personal data
//
// A field of type [Personal] is sealed apart from the rest of its event, under a data key of that person
// and bound to its stream and version. It prints nowhere. The data keys lie in the store, wrapped by a
// key-encryption key ([KeyEncrypter], [LocalKEK], [Keyring.Rotate]). [Unit.Erase] destroys a data key:
// events, snapshots and copies of them anywhere still load, their personal part empty and marked Erased.
//
// # Timers
//
// [Unit.SetTimer] asks, in the same append, for a stream to be looked at later. An [Alarm] fires what is
// due: at least once, not before, one process at a time.
//
// # The store
//
// [Store] is the port: small interfaces that an adapter implements together, [Snapshots] an optional one
// ([Repository.WithSnapshots]). Package storetest holds the suite every adapter passes; adapters/memory
// keeps every promise but durability. [Purger] removes short-lived streams and claims that have served.
//
// # Errors
//
// What goes wrong in a unit of work lies on an axis of package fault, asked by errors.Is: Conflict was
// retried already, Transient may be repeated, Permanent wants somebody to look. What a decision refuses
// comes back as it is, and so does the error of the caller's own context.
//
// The example of this package is a whole aggregate, from its events to its store.
package eventsourcing
