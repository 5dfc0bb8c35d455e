// Package memory holds an in-memory adapter of every port, for tests and examples.
//
// The adapters keep the promises of their ports as the durable ones do, and forget everything when
// the process ends. They start no goroutine and work in testing/synctest bubbles.
//
//	store := memory.NewStore()
//	defer store.Close()
package memory
