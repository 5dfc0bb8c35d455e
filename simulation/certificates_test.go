package simulation

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// certificatesAgree: a certificate belongs to one account, which has been confirmed by it, and opens no other.
func (p *past) certificatesAgree() {
	w := p.world
	index := w.index()
	owners := map[string]string{}
	for id, a := range p.accounts {
		for _, c := range a.Certificates {
			if other, taken := owners[c.Fingerprint]; taken {
				w.fail("a certificate belongs to one account", id, "that of %s belongs to %s too", id, other)
			}
			owners[c.Fingerprint] = id
			if !p.shown(id, c.Evidence) {
				w.fail("a certificate has confirmed its owner", id, "%s has not", c.Evidence)
			}
			owner, held, err := w.journal.Owner(context.Background(), index.Key("certificate", c.Fingerprint), time.Now())
			if err != nil || !held || owner != (es.Stream{Category: account.Category, ID: id}) {
				w.fail("claims agree with accounts", id, "its certificate belongs to %v", owner)
			}
		}
	}
}
