package main

import "time"

// sizing shrinks what takes long when the benchmarks are only to be shown to work.
type sizing struct{ quick bool }

func (s sizing) of(n int) int {
	if s.quick {
		return max(2, n/100)
	}
	return n
}

// plan is all rows in the order of the table. Databases are made under dir; streams is the size of the
// large store.
func plan(dir *folder, size sizing, streams int) []row {
	memory, sqlite := inMemory(), onSQLite(dir)
	var rows []row
	for _, job := range jobs(size) {
		rows = append(rows, job.at(memory, job.memory, size), job.at(sqlite, job.sqlite, size))
	}
	rows = append(rows, delivery(memory, size, 0), delivery(sqlite, size, time.Second/100_000))
	rows = append(rows, woken(memory, size), woken(sqlite, size), polled(memory, size), polled(sqlite, size))
	rows = append(rows, scale(memory, size, streams), scale(sqlite, size, streams))
	rows = append(rows, sealing(memory, size)...)
	return append(rows, registrations(sqlite, size)...)
}
