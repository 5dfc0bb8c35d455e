// Package simulation lets many people live with a whole Kabinet in virtual time while everything around it
// fails, and then looks for what must never be. It holds tests only:
//
//	go test ./simulation                                 a few worlds
//	go test ./simulation -seeds 1000                     many worlds
//	go test ./simulation -run TestLives -seed 7          one world of a thousand people, again
//
// Everything random is drawn from the seed of the world and from whom or what it happens to. See
// docs/simulation.md for what lives, what breaks, and what must hold.
package simulation
