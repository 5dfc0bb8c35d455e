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
	// Optional fields are marked as such, unless the part that they belong to says it once: those are Bare,
	// as are fields that only some need.
	Optional, Bare bool
	// Options are those of a "radio" or a "select".
	Options []option
	// Part is the label of the part of the form where several parts have the same fields.
	Part string
	// Tick is what a checkbox sends when it is ticked.
	Tick string

	Value  string
	Errors []string
}

// option is one of a choice.
type option struct{ Value, Text string }

// ID is that of the element; the error summary links to it.
func (f *field) ID() string { return anchor(f.Name) }

// anchor is the id of the element of the field with that path.
func anchor(path string) string { return strings.ReplaceAll(path, ".", "-") }

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

// Required tells whether the field must not be left empty, whatever else is filled in.
func (f *field) Required() bool { return !f.Optional && !f.Bare }

// Marked tells whether the field says that it is optional.
func (f *field) Marked() bool { return f.Optional && !f.Bare }

// Other is a value that none of the options is; a draft may hold any.
func (f *field) Other() string {
	if slices.ContainsFunc(f.Options, func(o option) bool { return o.Value == f.Value }) {
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
	// elsewhere are fields of another page: what is wrong with them is named here, and mended there.
	elsewhere []*field
	there     string
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
func (f *form) Field(name string) *field { return named(f.fields, name) }

func named(fields []*field, name string) *field {
	i := slices.IndexFunc(fields, func(field *field) bool { return field.Name == name })
	if i < 0 {
		return nil
	}
	return fields[i]
}

func (f *form) value(name string) string { return f.Field(name).Value }

// All are all fields.
func (f *form) All() []*field { return f.fields }

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
				p.Text = field.caption(texts, tag) + ": " + p.Text
			}
		} else if field := named(f.elsewhere, found.Path); field != nil {
			p.Text = field.caption(texts, tag) + ": " + p.Text
			if f.there != "" {
				p.Way = way{f.there + "#" + field.ID(), "profile.title"}
			}
		}
		f.Problems = append(f.Problems, p)
	}
}

// complain says what is wrong with a field where Kabinet refused nothing.
func (f *form) complain(name, text string) {
	p := problem{Text: text}
	if field := f.Field(name); field != nil {
		field.Errors = append(field.Errors, text)
		p.Anchor = field.ID()
	}
	f.Problems = append(f.Problems, p)
}

// caption is the label, with that of the part where it alone does not say which field is meant.
func (f *field) caption(texts catalogue, tag language.Tag) string {
	if f.Part == "" {
		return texts.text(tag, f.Label)
	}
	return texts.text(tag, f.Part) + ", " + texts.text(tag, f.Label)
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
	case "verification.taken":
		return way{"/sign-in", "way.recover"}
	case "account.held":
		return way{"/on-hold", "on-hold.title"}
	case "account.not-standard":
		return way{"/account/profile", "profile.title"}
	case "identity.confirmed", "identity.closed":
		return way{"/account/identity", "identity.title"}
	default:
		return way{}
	}
}
