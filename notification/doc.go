// Package notification tells people what happens: which message, by which channel, and whether it left.
//
// Every message is a stream of its own:
//
//	      MessageQueued             MessageSent
//	○ ─────────────────▶ waiting ──────────────▶ sent
//	                      │   ▲ SendingFailed (retried with backoff)
//	                      │   └────────┐
//	                      ├────────────┘
//	                      ├── MessageParked ──▶ parked, until somebody retries it
//	                      └── MessageDropped ─▶ dropped: no longer of any use
//
// Events of other packages become messages by the handlers of [Service.Handlers]; the id of a message
// follows from its cause, so an event delivered twice queues one message. A message is sent at least
// once though the process dies in between, and never again once its success is recorded (NOT-4). One
// that cannot be sent shows its reason ([Delivery], COD-10) and holds up no other.
//
// Messages hold no codes: these are derived at the moment of sending (see package confirmation).
package notification
