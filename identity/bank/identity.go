package bank

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unique"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// Identity is what a bank knows about a client. Parts that it does not know are zero. Values compare with ==.
type Identity struct {
	Name     person.FullName
	BornOn   person.Date
	SNILS    person.SNILS
	Document person.DocumentNumber
	INN      person.INN
}

// Format tells nothing, whatever the verb.
func (Identity) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, masked) }

// LogValue tells nothing.
func (Identity) LogValue() slog.Value { return slog.StringValue(masked) }

// IdentityForm is an identity as banks write it, for adapters to read with [ParseIdentity].
type IdentityForm struct {
	Family, Given, Patronymic string
	BornOn                    string // DD.MM.YYYY or YYYY-MM-DD
	SNILS, INN                string
	DocumentKind              person.DocumentKind
	DocumentNumber            string // series and number together
}

// Format tells nothing, whatever the verb.
func (IdentityForm) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, masked) }

// LogValue tells nothing.
func (IdentityForm) LogValue() slog.Value { return slog.StringValue(masked) }

const masked = "***"

// ParseIdentity reads every part that is there; name and birth date have to be. It returns [ErrIncomplete] for each
// part that is wrong, at its path in a profile.
func ParseIdentity(form IdentityForm) (Identity, error) {
	var id Identity
	var wrong []error
	read := func(path string, there bool, parse func() error) {
		if there && parse() != nil {
			wrong = append(wrong, ErrIncomplete.At(path))
		}
	}
	read("name", true, func() (err error) {
		id.Name, err = person.ParseFullName(form.Family, form.Given, form.Patronymic)
		return err
	})
	read("bornOn", true, func() (err error) {
		id.BornOn, err = person.ParseDate(form.BornOn)
		return err
	})
	read("snils", form.SNILS != "", func() (err error) {
		id.SNILS, err = person.ParseSNILS(form.SNILS)
		return err
	})
	read("inn", form.INN != "", func() (err error) {
		if id.INN, err = person.ParseINN(form.INN); err == nil && !id.INN.Person() {
			err = person.ErrINNForm
		}
		return err
	})
	read("document", form.DocumentKind != "" || form.DocumentNumber != "", func() (err error) {
		id.Document, err = person.ParseDocumentNumber(form.DocumentKind, form.DocumentNumber)
		return err
	})
	if len(wrong) > 0 {
		return Identity{}, fault.Join(wrong...)
	}
	return id, nil
}

// enough reports whether it tells one person from all others: namesakes born on one day exist.
func (i Identity) enough() bool {
	return !i.Name.IsZero() && !i.BornOn.IsZero() && (!i.SNILS.IsZero() || !i.Document.IsZero())
}

// form is the identity as a profile says it.
func (i Identity) form() profile.Form {
	return profile.Form{
		Name: profile.NameForm{
			Family: i.Name.Family().Reveal(), Given: i.Name.Given().Reveal(), Patronymic: i.Name.Patronymic().Reveal(),
		},
		BornOn: i.BornOn.Reveal(), SNILS: i.SNILS.Reveal(), INN: i.INN.Reveal(),
		Document: person.IdentityDocumentForm{Kind: i.Document.Kind(), Number: i.Document.Number()},
	}
}

// Paths lists the fields that are there, as a profile calls them.
func (i Identity) Paths() []string {
	var paths []string
	for _, part := range []struct {
		missing bool
		path    string
	}{
		{i.Name.Family().IsZero(), "name.family"},
		{i.Name.Given().IsZero(), "name.given"},
		{i.Name.Patronymic().IsZero(), "name.patronymic"},
		{i.BornOn.IsZero(), "bornOn"},
		{i.SNILS.IsZero(), "snils"},
		{i.Document.IsZero(), "document.kind"},
		{i.Document.IsZero(), "document.number"},
		{i.INN.IsZero(), "inn"},
	} {
		if !part.missing {
			paths = append(paths, part.path)
		}
	}
	return paths
}

// Subject is how a bank calls a client: the same text for the same client, with which others could follow them.
type Subject struct{ text unique.Handle[string] }

// NewSubject keeps the text.
func NewSubject(text string) Subject {
	if strings.TrimSpace(text) == "" {
		return Subject{}
	}
	return Subject{unique.Make(text)}
}

// IsZero reports whether there is none.
func (s Subject) IsZero() bool { return s == Subject{} }

// Reveal gives the text in full.
func (s Subject) Reveal() string {
	if s.IsZero() {
		return ""
	}
	return s.text.Value()
}

// String tells nothing.
func (Subject) String() string { return masked }

// GoString tells nothing.
func (Subject) GoString() string { return masked }

// LogValue tells nothing.
func (Subject) LogValue() slog.Value { return slog.StringValue(masked) }
