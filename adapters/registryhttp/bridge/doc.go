// Package bridge serves registries by the contract of package registryhttp: in tests, and as the beginning of
// a bridge to a real registry. Implement the ports of package verification over what the registry speaks, and
//
//	b, err := bridge.New(bridge.Config{Registries: registries, Tokens: []string{token}})
//	…
//	go func() { done <- b.Run(ctx) }() // callbacks, if there are any
//	server := &http.Server{Handler: b, TLSConfig: mutual, ReadTimeout: 10 * time.Second}
//
// A registry without tickets of its own answers at once. Whether a question that comes again is the same one,
// the registry must know by its Request: the bridge keeps nothing but the tickets whose answers it is to tell.
package bridge
