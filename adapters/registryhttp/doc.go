// Package registryhttp speaks to the registries of the state over HTTP.
package registryhttp
