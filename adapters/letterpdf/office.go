package letterpdf

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/letter"
)

// Office is a post office over one directory. Safe for concurrent use.
type Office struct {
	dir    string
	config Config
	// turn is taken by whoever writes in this process; then known is theirs.
	turn  chan struct{}
	known manifest
}

// Open returns a post office over the directory, which it makes if it is not there. What cannot work is on the
// fault.Permanent axis.
func Open(dir string, config Config) (*Office, error) {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.AsPermanent(err)
	}
	return &Office{dir: dir, config: config, turn: make(chan struct{}, 1), known: newManifest(dir)}, nil
}

// Print implements [letter.PostOffice].
func (o *Office) Print(ctx context.Context, paper letter.Paper) error {
	if !safe(paper.ID) {
		return fault.AsPermanent(fmt.Errorf("letterpdf: %q cannot name a file", paper.ID))
	}
	pdf, err := o.config.render(paper)
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case o.turn <- struct{}{}:
	}
	defer func() { <-o.turn }()
	locked, err := lock(ctx, filepath.Join(o.dir, ".lock"))
	if err != nil {
		return err
	}
	defer locked.unlock()
	return fault.AsTransient(o.add(paper.ID, pdf))
}

// add writes a letter and lists it, unless it is listed.
func (o *Office) add(id string, pdf []byte) error {
	if err := o.known.refresh(); err != nil || o.known.has(id) {
		return err
	}
	file := id + ".pdf"
	if err := writeFile(o.dir, file, pdf); err != nil {
		return err
	}
	sum := sha256.Sum256(pdf)
	return o.known.add(entry{Letter: id, File: file, SHA256: hex.EncodeToString(sum[:])})
}

// safe tells whether an id can be part of a file's name everywhere.
func safe(id string) bool {
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return id != "" && len(id) <= 64 && strings.Trim(id, allowed) == ""
}
