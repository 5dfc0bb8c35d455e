// Package kabinet is the personal account of a citizen on a state portal, as a module to embed:
// register, prove a phone or e-mail, set a password, sign in, and always know what is happening and
// why.
//
//	ports := memory.New()
//	portal, err := kabinet.New(ports.Ports, kabinet.DefaultPolicy())
//	go portal.Run(ctx)
//	receipt, err := portal.Registration.Register(ctx, registration.Register{…})
//
// Commands are plain method calls on the services of [Kabinet]; each is one atomic unit of work over
// events in a store. [Kabinet.Run] drives what follows from them: messages, timers, clean-up. Everything
// beyond the process is a port ([Ports]), every figure a field of a policy ([Policy]).
//
// Where to read on: package registration for the way of a person, package fault for refusals, package
// eventsourcing for the kernel, adapters/sqlite for a durable store.
package kabinet
