package main

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
)

// field is one field of a form. Its name is the path under which Kabinet's refusals name it, so that an
// error finds its place by itself.
type field struct {
	Name string
	// Label and Hint are keys of the catalogue.
	Label, Hint string
	// Type, Autocomplete and InputMode are HTML's; without a Type it is a text.
	Type, Autocomplete, InputMode string
	// Optional fields are marked as such.
	Optional bool
	// Tick is what a checkbox sends when it is ticked.
	Tick string

	Value  string
	Errors []string
}

// ID is that of the element; the error summary links to it.
func (f *field) ID() string { return strings.ReplaceAll(f.Name, ".", "-") }

// Kind is the type of the input.
func (f *field) Kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// Shown is the value to fill in again: never that of a password or a code.
func (f *field) Shown() string {
	if f.Type == "password" || f.Autocomplete == "one-time-code" {
		return ""
	}
	return f.Value
}

// Described lists the elements that explain the field, for aria-describedby.
func (f *field) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID()+"-hint")
	}
	if len(f.Errors) > 0 {
		ids = append(ids, f.ID()+"-error")
	}
	return strings.Join(ids, " ")
}

// form is what was asked, what was answered, and what is wrong with it.
type form struct {
	// Key makes the command idempotent: it is drawn when the form is first shown and stays the same until
	// it is done (REG-10).
	Key    string
	fields []*field
	// Problems are all errors in the order of the fields.
	Problems []problem
}

// problem is one line of the error summary.
type problem struct {
	Text string
	// Anchor is the field it is about, if any; Way leads on where a page of its own helps.
	Anchor string
	Way    way
}

// way is a link: an address and the key of its text.
type way struct{ Path, Text string }

// filled gives the fields the answers of a request.
func filled(values url.Values, fields ...*field) *form {
	for _, f := range fields {
		f.Value = strings.TrimSpace(values.Get(f.Name))
		if f.Type == "password" {
			f.Value = values.Get(f.Name)
		}
	}
	return &form{Key: values.Get("key"), fields: fields}
}

// Field returns the field of that name, or nil.
func (f *form) Field(name string) *field {
	i := slices.IndexFunc(f.fields, func(field *field) bool { return field.Name == name })
	if i < 0 {
		return nil
	}
	return f.fields[i]
}

func (f *form) value(name string) string { return f.Field(name).Value }

// Ticks are the checkboxes.
func (f *form) Ticks() []*field {
	var ticks []*field
	for _, field := range f.fields {
		if field.Type == "checkbox" {
			ticks = append(ticks, field)
		}
	}
	return ticks
}

// blame puts every fault beside its field and into the summary; where there are several fields, the
// summary says which one it is about.
func (f *form) blame(faults []fault.Fault, texts catalogue, tag language.Tag) {
	slices.SortStableFunc(faults, func(a, b fault.Fault) int { return f.rank(a) - f.rank(b) })
	for _, found := range faults {
		p := problem{Text: found.Message(tag), Way: wayFrom(found.Code)}
		if field := f.Field(f.place(found.Path)); field != nil {
			field.Errors = append(field.Errors, p.Text)
			p.Anchor = field.ID()
			if len(f.fields) > 1 {
				p.Text = texts.text(tag, field.Label) + ": " + p.Text
			}
		}
		f.Problems = append(f.Problems, p)
	}
}

// place finds the field that a path means: a contact may have two, of which one was chosen.
func (f *form) place(path string) string {
	if kind := f.Field(contactKind); kind != nil && path == "contact" {
		return "contact." + kind.Value
	}
	return path
}

// rank orders the faults as the fields, those of no field first.
func (f *form) rank(found fault.Fault) int {
	return slices.Index(f.fields, f.Field(f.place(found.Path)))
}

// wayFrom knows the page that helps with a fault which this form cannot mend.
func wayFrom(code string) way {
	switch code {
	case "registration.finished", "registration.contact-taken", "account.password-already-set":
		return way{"/sign-in", "way.sign-in"}
	case "confirmation.used", "confirmation.superseded", "registration.contact-proved":
		return way{"/resume", "way.resume"}
	case "confirmation.none-issued", "account.not-open":
		return way{"/register", "way.register"}
	default:
		return way{}
	}
}
