package main

// sizing shrinks what takes long when the benchmarks are only to be shown to work.
type sizing struct{ quick bool }

func (s sizing) of(n int) int {
	if s.quick {
		return max(2, n/100)
	}
	return n
}

// plan is all rows in the order of the table; streams are the sizes of the large stores.
func plan(places []place, size sizing, streams []int) []row {
	var rows []row
	everywhere := func(makeRow func(place) row) {
		for _, p := range places {
			rows = append(rows, makeRow(p))
		}
	}
	for _, job := range jobs(size) {
		everywhere(func(p place) row { return job.at(p, size) })
	}
	everywhere(func(p place) row { return delivery(p, size) })
	for _, p := range places {
		if p.peer != nil {
			rows = append(rows, deliveryBeside(p, size, peerByDefault), deliveryBeside(p, size, peerTuned))
		}
	}
	everywhere(func(p place) row { return woken(p, size) })
	everywhere(func(p place) row { return polled(p, size) })
	for _, p := range places {
		if p.peer != nil {
			rows = append(rows, latencyBeside(p, size, peerByDefault), latencyBeside(p, size, peerTuned))
		}
	}
	for _, many := range streams {
		everywhere(func(p place) row { return scale(p, size, size.of(many)) })
	}
	for _, p := range places {
		if p.name == inMemory {
			rows = append(rows, sealing(p, size)...)
			rows = append(rows, signatures(size)...)
			rows = append(rows, assertions(size)...)
		}
	}
	for _, p := range places {
		if p.name != inMemory {
			rows = append(rows, registrations(p, size)...)
		}
	}
	for _, p := range places {
		rows = append(rows, verifications(p, size)...)
	}
	return rows
}
