package signature

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kabinet-go/kabinet/person"
)

// Subject is whom a certificate names.
type Subject struct {
	// Surname, GivenNames (the given name and, after a space, the patronymic) and CommonName are as in the
	// certificate; each may be missing.
	Surname, GivenNames, CommonName Text
	SNILS                           person.SNILS
	// INN is the person's; zero when the certificate has none.
	INN person.INN
	// OGRNIP is that of a sole trader; zero otherwise.
	OGRNIP person.OGRNIP
	// Organisation is set when the person signs for one.
	Organisation Organisation
}

// Organisation is a legal entity for which the holder of a certificate acts.
type Organisation struct {
	Name string
	INN  person.INN
	OGRN person.OGRN
}

// Attribute is one part of the distinguished name of a subject.
type Attribute struct {
	// Type is its object identifier, dotted.
	Type string
	Text string
}

// Types of attributes that a subject is read from: X.520, and for those under 1.2.643 the order of the
// FSB of Russia № 795 of 27.12.2011 on the form of qualified certificates.
const (
	TypeCommonName      = "2.5.4.3"
	TypeSurname         = "2.5.4.4"
	TypeOrganisation    = "2.5.4.10"
	TypeGivenNames      = "2.5.4.42"
	TypeSNILS           = "1.2.643.100.3"
	TypeINN             = "1.2.643.3.131.1.1"
	TypeOrganisationINN = "1.2.643.100.4"
	TypeOGRN            = "1.2.643.100.1"
	TypeOGRNIP          = "1.2.643.100.5"
)

// longestText is how many characters a text of a subject may have; X.520 allows 64 for most, and names of
// organisations are longer in practice.
const longestText = 1024

// ReadSubject reads whom a certificate names. There must be exactly one SNILS, of 11 digits that fit, else the
// refusal is ErrNoSNILS, ErrTwoSNILS or ErrSNILS; what else is wrong is ErrSubject, which tells the field.
// Attributes of other types are passed over.
func ReadSubject(attributes []Attribute) (Subject, error) {
	var reading reading
	seen := map[string]bool{}
	for _, a := range attributes {
		read, known := readers[a.Type]
		if !known {
			continue
		}
		if seen[a.Type] {
			return Subject{}, twice(a.Type)
		}
		seen[a.Type] = true
		if !readable(a.Text) || !read(&reading, a.Text) {
			return Subject{}, malformed(a.Type)
		}
	}
	s := reading.Subject
	switch {
	case s.SNILS.IsZero():
		return Subject{}, ErrNoSNILS
	case reading.olderINN.IsZero():
		return s, nil
	case !s.Organisation.INN.IsZero() && s.Organisation.INN != reading.olderINN:
		return Subject{}, ErrSubject.With("field", fields[TypeOrganisationINN])
	default:
		s.Organisation.INN = reading.olderINN
		return s, nil
	}
}

// reading is a subject on its way.
type reading struct {
	Subject
	// olderINN is an organisation's, written in the place of a person's.
	olderINN person.INN
}

var readers = map[string]func(r *reading, text string) bool{
	TypeCommonName:   func(r *reading, text string) bool { r.CommonName = NewText(text); return true },
	TypeSurname:      func(r *reading, text string) bool { r.Surname = NewText(text); return true },
	TypeGivenNames:   func(r *reading, text string) bool { r.GivenNames = NewText(text); return true },
	TypeOrganisation: func(r *reading, text string) bool { r.Organisation.Name = text; return true },
	TypeSNILS: func(r *reading, text string) (ok bool) {
		r.SNILS, ok = number(text, 11, person.ParseSNILS)
		return ok
	},
	TypeINN: func(r *reading, text string) (ok bool) {
		if rest, organisation := strings.CutPrefix(text, "00"); organisation {
			r.olderINN, ok = number(rest, 10, person.ParseINN)
			return ok
		}
		r.INN, ok = number(text, 12, person.ParseINN)
		return ok
	},
	TypeOrganisationINN: func(r *reading, text string) (ok bool) {
		r.Organisation.INN, ok = number(text, 10, person.ParseINN)
		return ok
	},
	TypeOGRN: func(r *reading, text string) (ok bool) {
		r.Organisation.OGRN, ok = number(text, 13, person.ParseOGRN)
		return ok
	},
	TypeOGRNIP: func(r *reading, text string) (ok bool) {
		r.OGRNIP, ok = number(text, 15, person.ParseOGRNIP)
		return ok
	},
}

// number reads a number that has exactly so many digits and nothing else: a certificate is no form that
// somebody fills in.
func number[T any](text string, digits int, parse func(string) (T, error)) (T, bool) {
	var none T
	if len(text) != digits || strings.Trim(text, "0123456789") != "" {
		return none, false
	}
	value, err := parse(text)
	return value, err == nil
}

func readable(text string) bool {
	return text != "" && utf8.ValidString(text) && utf8.RuneCountInString(text) <= longestText &&
		!strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}

func twice(kind string) error {
	if kind == TypeSNILS {
		return ErrTwoSNILS
	}
	return ErrSubject.With("field", fields[kind])
}

func malformed(kind string) error {
	if kind == TypeSNILS {
		return ErrSNILS
	}
	return ErrSubject.With("field", fields[kind])
}

// fields are what certificates call their attributes.
var fields = map[string]string{
	TypeCommonName: "CN", TypeSurname: "SN", TypeOrganisation: "O", TypeGivenNames: "G", TypeINN: "INN",
	TypeOrganisationINN: "INNLE", TypeOGRN: "OGRN", TypeOGRNIP: "OGRNIP",
}
