package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/kabinet-go/kabinet/confirmation"
)

// end measures what changes the store, when it is as large as it gets: only for a server of our own.
func (s *stage) end(ctx context.Context, o options, p *population, report report) error {
	report.line("### At rest, with portals that run and nobody who does anything\n")
	report.line("| processes | connections | queries/s | transaction ids/s | log, bytes/s |\n| --- | --- | --- | --- | --- |")
	for _, processes := range []int{1, 2, 4} {
		rest, err := s.atRest(ctx, p.name, p.mould, processes, time.Duration(o.seconds)*time.Second)
		if err != nil {
			return err
		}
		report.line("| %d | %d | %.1f | %.2f | %s |", rest.processes, rest.connections, rest.queries, rest.log.transactions, thousands(rest.log.bytes))
	}
	report.line("\n### After a crash of the server\n")
	report.line("| log to replay | until it accepts connections | until a process that lived through it has its first answer |\n| --- | --- | --- |")
	for _, seconds := range []int{1, o.seconds} {
		r, err := s.crash(ctx, p, time.Duration(seconds)*time.Second)
		if err != nil {
			return err
		}
		report.line("| %s | %s | %s |", large(r.log), short(r.server), short(r.command))
	}
	report.line("\n### Upkeep\n")
	report.line("| what | measured |\n| --- | --- |")
	started := time.Now()
	folder, err := s.server.backup(ctx)
	if err != nil {
		return err
	}
	copied, size := time.Since(started), int64(0)
	err = filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	report.line("| pg_basebackup of %s | %s, %s/s |", large(size), short(copied), large(int64(float64(size)/copied.Seconds())))
	purged, each, err := purge(ctx, p)
	if err != nil {
		return err
	}
	report.line("| purge of %s challenges, 500 at a time | %s per challenge, %s/s |", thousands(float64(purged)), short(each), thousands(1/each.Seconds()))
	started = time.Now()
	if _, err := s.admin.Exec(ctx, "VACUUM "+p.name+".events"); err != nil {
		return err
	}
	report.line("| VACUUM of the events after it | %s |", short(time.Since(started)))
	return *report.err
}

// purge removes some challenges, as a portal would a month later.
func purge(ctx context.Context, p *population) (purged int, each time.Duration, err error) {
	const batch, batches = 500, 20
	started := time.Now()
	for range batches {
		removed, err := p.store.Purge(ctx, confirmation.Category, time.Now().Add(time.Hour), batch)
		if err != nil {
			return 0, 0, err
		}
		purged += removed
		if removed < batch {
			break
		}
	}
	return purged, time.Since(started) / time.Duration(max(1, purged)), nil
}
