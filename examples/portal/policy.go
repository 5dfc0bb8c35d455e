package main

import (
	"time"

	"github.com/kabinet-go/kabinet"
)

// lively shortens what people wait for when registries fail, so that whoever tries the portal sees within
// seconds how it recovers. A real portal would burden real registries with that.
func lively(policy kabinet.Policy) kabinet.Policy {
	v := &policy.Verification
	v.Retry, v.Longest, v.Poll = 2*time.Second, 30*time.Second, time.Second
	v.Timeout = 8 * time.Second
	v.BreakerRest = 5 * time.Second
	return policy
}
