// Package registrytest shows that adapters keep the contract of the registries in package verification. It is
// for tests only: it brings testify along.
//
//	func TestRegistries(t *testing.T) {
//		registrytest.Run(t, func(t *testing.T) registrytest.Harness {
//			server := startRegistry(t)
//			return registrytest.Harness{Registries: connect(t, server), Know: server.Know, Behave: server.Behave}
//		})
//	}
package registrytest
