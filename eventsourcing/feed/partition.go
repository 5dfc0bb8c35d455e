package feed

import "github.com/kabinet-go/kabinet/eventsourcing"

// laneOf gives the lane of a stream: FNV-1a (64 bit) of "category/id", its halves joined by xor, modulo
// the number of lanes. It must never change: checkpoints of running groups depend on it.
func laneOf(stream eventsourcing.Stream, lanes int) int {
	const (
		offset = 14695981039346656037
		prime  = 1099511628211
	)
	hash := uint64(offset)
	for i := range len(stream.Category) {
		hash = (hash ^ uint64(stream.Category[i])) * prime
	}
	hash = (hash ^ '/') * prime
	for i := range len(stream.ID) {
		hash = (hash ^ uint64(stream.ID[i])) * prime
	}
	return int((hash>>32 ^ hash&0xffffffff) % uint64(lanes))
}
