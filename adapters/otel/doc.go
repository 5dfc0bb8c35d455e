// Package otel traces the calls of state registries with OpenTelemetry.
//
//	observer, err := kabinetotel.NewObserver(provider) // the host's trace.TracerProvider; it is lent
//	…
//	ports.Observer = observer
//	portal, err := kabinet.New(ports, policy)
//
// Each call is one span of the kind client, named for what is asked of whom: "ask document", "poll snils",
// "look-up inn". An adapter of a registry gets the span in its context, so that its own client's spans
// become children. A call that failed has the status error, with the reason as its description; a call
// that was not made because the registry is being left alone has the reason "broken". Each change of a
// circuit breaker is a span of its own without length, "breaker snils".
//
//	kabinet.registry.check    document, snils, inn
//	kabinet.registry.call     ask, poll, look-up
//	kabinet.registry.outcome  matched, mismatched, not-found, pending, lost; none when it failed
//	kabinet.registry.given_up true when the caller did not wait
//	error.type                down, slow, broken, nonsense, refused; only when it failed
//	kabinet.breaker.from, .to closed, open, half-open
//
// Nothing of a person is in a span: no name, number, account, ticket or error text.
package otel
