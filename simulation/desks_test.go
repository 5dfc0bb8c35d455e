package simulation

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/profile"
)

// desks remember who stood before which operator with which papers, and who was handed which slip.
type desks struct {
	mu    sync.Mutex
	seen  []seen
	slips []slip
	typed map[string][]typing // codes of slips, by visit
}

// seen is a person whose papers an operator read. visit is empty as long as nobody was told it.
type seen struct {
	account string
	whose   int64
	desk    centre.Desk
	shown   centre.Shown
	from    time.Time
}

type slip struct {
	visit, account, code string
	whose                int64
}

func newDesks() *desks { return &desks{typed: map[string][]typing{}} }

func (d *desks) sees(made seen) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seen = append(d.seen, made)
}

func (d *desks) hands(made slip) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.slips = append(d.slips, made)
}

func (d *desks) handed() []slip {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.slips[:len(d.slips):len(d.slips)]
}

func (d *desks) types(of slip) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.typed[of.visit] = append(d.typed[of.visit], typing{of.account, of.whose, time.Now()})
}

// vouches tells for whom a visit speaks: for the person who stood before that very operator with the papers of the
// profile, and typed the code of the slip if one was handed over.
func (d *desks) vouches(of account.Account, c account.Confirmation) (whom int64, flaw string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	whom, flaw = -1, "nobody stood there with these papers"
	for _, s := range d.seen {
		if s.account == of.ID && s.desk == (centre.Desk{Operator: c.Operator, Centre: c.By}) &&
			!s.from.Truncate(time.Microsecond).After(c.At) && matches(s.shown, of.Profile) {
			whom, flaw = s.whose, ""
		}
	}
	if c.By == closedCentre {
		return whom, "the centre is not accredited"
	}
	at := slices.IndexFunc(d.slips, func(s slip) bool { return s.visit == c.Evidence })
	if at >= 0 && !slices.ContainsFunc(d.typed[c.Evidence], func(t typing) bool {
		return t.account == of.ID && t.whose == whom && !t.at.Truncate(time.Microsecond).After(c.At)
	}) {
		return whom, "the slip was not opened by who stood there"
	}
	return whom, flaw
}

// matches compares papers with a verified profile, as the world reads them.
func matches(shown centre.Shown, p profile.Profile) bool {
	form := p.Reveal()
	bare := strings.NewReplacer("-", "", " ", "").Replace
	return shown.Name == form.Name && bare(shown.Number) == bare(form.Document.Number) && bare(shown.SNILS) == bare(form.SNILS)
}

// closedCentre has lost its accreditation before the world began.
const closedCentre = "bank-77-003"

// directory is the way of one process to the list of centres.
type directory struct {
	process *process
	centre.Directory
}

var errDirectory = fault.AsTransient(errors.New("directory: no answer"))

// Centre implements [centre.Directory].
func (d directory) Centre(ctx context.Context, id string) (found centre.Centre, err error) {
	err = d.process.pass(ctx, patient, func() (err error) {
		if err := d.process.world.vouching(ctx, d.process, "directory", []byte(id), errDirectory); err != nil {
			return err
		}
		found, err = d.Directory.Centre(ctx, id)
		return err
	})
	return found, err
}
