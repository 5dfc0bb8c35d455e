// Package bridge serves registries by the contract of package registryhttp.
package bridge
