package sqlite

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

// applicationID marks a file as Kabinet's in its header (PRAGMA application_id): "KBNT".
const applicationID = 0x4b424e54

// Migrations are numbered from 0001 without gaps and never changed once released.
//
//go:embed migrations/*.sql
var migrations embed.FS

// schema returns the migrations in order; their number is the version of the schema.
func schema() ([]string, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(names))
	for i, name := range names {
		if !strings.HasPrefix(name, fmt.Sprintf("migrations/%04d_", i+1)) {
			return nil, fmt.Errorf("sqlite: migration %d is missing before %s", i+1, name)
		}
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		texts[i] = string(text)
	}
	return texts, nil
}

// migrate runs inside a write transaction: header and tables change together or not at all, and of two
// processes opening a file the second finds the work done.
func (f file) migrate(c *conn) error {
	version, err := f.version(c)
	if err != nil || version == len(f.schema) {
		return err
	}
	for _, text := range f.schema[version:] {
		if err := c.script(text); err != nil {
			return fmt.Errorf("upgrading the schema: %w", err)
		}
	}
	return c.script(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(f.schema)))
}
