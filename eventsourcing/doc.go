// Package eventsourcing is the kernel: events, streams, the Store port and the unit of work.
package eventsourcing
