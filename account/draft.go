package account

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/profile"
)

// DraftCategory is that of the streams of drafts, one per account and under its id. They are apart from
// the account so that however often a person saves, the account stays short; a draft left alone for long
// is purged.
const DraftCategory = "draft"

// Draft is a profile not submitted yet (PRO-2). The zero value is an empty one.
type Draft struct {
	Form    profile.Form
	SavedAt time.Time
}

// DraftCodec knows the events of drafts.
func DraftCodec() *es.Codec[Draft] {
	codec := es.NewCodec[Draft]()
	es.RegisterPersonal(codec, "draft.saved", 1, func(e *DraftSaved) (string, *es.Personal[profile.Form]) {
		return e.Account, &e.Form
	})
	return codec
}

// DraftSaved means that the person left the profile as it is in Form, to go on later.
type DraftSaved struct {
	Account string    `json:"account"`
	At      time.Time `json:"at"`

	Form es.Personal[profile.Form] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e DraftSaved) Evolve(Draft) Draft { return Draft{Form: e.Form.Value(), SavedAt: e.At} }

// SaveDraft keeps a form with any part left empty or wrong. The same form again changes nothing, unless a
// profile was submitted meanwhile, at submitted.
func SaveDraft(account string, form profile.Form, submitted, now time.Time) es.Decision[Draft] {
	return func(d Draft) ([]es.Event[Draft], error) {
		if form == d.Form && !d.SavedAt.Before(submitted) {
			return nil, nil
		}
		return []es.Event[Draft]{DraftSaved{Account: account, At: now, Form: es.NewPersonal(form)}}, nil
	}
}
