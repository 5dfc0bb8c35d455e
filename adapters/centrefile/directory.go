package centrefile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/centre"
)

// Directory implements [centre.Directory] over what a file held when it was opened. It does not change, so it is safe for
// concurrent use; open the file anew to see what was written since.
type Directory struct{ centres []centre.Centre }

// Open reads a file. Its error names the file and everything that is wrong with it, on the fault.Permanent axis.
func Open(path string) (*Directory, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.AsPermanent(fmt.Errorf("centrefile: %w", err))
	}
	centres, err := parse(data)
	if err != nil {
		return nil, fault.AsPermanent(fmt.Errorf("centrefile: %s: %w", path, err))
	}
	return &Directory{centres}, nil
}

func parse(data []byte) ([]centre.Centre, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	var entries []entry
	if err := decoder.Decode(&entries); err != nil {
		return nil, err
	}
	if decoder.More() {
		return nil, errors.New("something stands after the array of centres")
	}
	var mistakes []error
	centres, seen := make([]centre.Centre, 0, len(entries)), map[string]bool{}
	for _, e := range entries {
		c, err := e.centre()
		mistakes = append(mistakes, err, c.Validate())
		if seen[c.ID] {
			mistakes = append(mistakes, fmt.Errorf("centre %q is there twice", c.ID))
		}
		seen[c.ID] = true
		centres = append(centres, c)
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, err
	}
	centre.Sort(centres)
	return centres, nil
}

// Centre implements [centre.Directory].
func (d *Directory) Centre(ctx context.Context, id string) (centre.Centre, error) {
	if err := ctx.Err(); err != nil {
		return centre.Centre{}, err
	}
	at := slices.IndexFunc(d.centres, func(c centre.Centre) bool { return c.ID == id })
	if at < 0 {
		return centre.Centre{}, centre.ErrUnknownCentre
	}
	return d.centres[at], nil
}

// Find implements [centre.Directory].
func (d *Directory) Find(ctx context.Context, query centre.Query) ([]centre.Centre, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(d.centres), func(c centre.Centre) bool { return !query.Wants(c) }), nil
}
