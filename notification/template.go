package notification

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"text/template"

	"github.com/kabinet-go/kabinet/person"
)

// Template names what a message says.
type Template string

// The messages there are.
const (
	// Code carries the code or link that proves a contact.
	Code Template = "code"
	// Attempt tells the owner of a contact that somebody tried to register with it (REG-8).
	Attempt Template = "attempt"
	// Reminder reminds of an unfinished registration (NOT-5).
	Reminder Template = "reminder"
	// FinishProfile reminds of a profile that was begun and not submitted, CorrectProfile of one that was
	// rejected and not corrected (NOT-5).
	FinishProfile  Template = "finish-profile"
	CorrectProfile Template = "correct-profile"
	// PasswordChange tells that the password was changed (PWD-4).
	PasswordChange Template = "password-change"
	// Checking tells that a profile is being checked, Verified that it was found right, Rejected that
	// something is to be corrected, Overdue that a registry has not answered in time (VER-4, VER-5).
	Checking Template = "checking"
	Verified Template = "verified"
	Rejected Template = "rejected"
	Overdue  Template = "overdue"
	// DocumentLapsed tells that the level is lower since the document has lapsed (VER-8).
	DocumentLapsed Template = "document-lapsed"
	// Confirmed tells that somebody vouched for the person, and how to say that it was not them (CNF-11).
	Confirmed Template = "confirmed"
	// SupportOverdue tells support of that, with the number of the account and nothing of the person.
	SupportOverdue Template = "support-overdue"
)

// Templates lists the messages there are.
func Templates() []Template {
	return []Template{
		Code, Attempt, Reminder, FinishProfile, CorrectProfile, PasswordChange,
		Checking, Verified, Rejected, Overdue, DocumentLapsed, Confirmed, SupportOverdue,
		LetterOrdered, LetterDispatched, LetterAtOffice, LetterReminder, LetterReturned, LetterLost, LetterVoid,
		VisitDiffers, SlipHandedOver, SlipVoid,
		Enrolled, EnrolmentFailed,
	}
}

// languages are those every template is written in.
var languages = [...]string{"ru", "en"}

// Texts renders messages (NOT-3). Safe for concurrent use.
type Texts struct{ parsed map[string]*template.Template }

//go:embed templates/*.txt
var standard embed.FS

// StandardTexts returns Kabinet's own texts.
func StandardTexts() (*Texts, error) {
	files, err := fs.Sub(standard, "templates")
	if err != nil {
		return nil, err
	}
	return ParseTexts(files)
}

// ParseTexts reads texts from files named "<template>.<language>.<sms|email>.txt", each a text/template
// over [Words]; the first line of an e-mail is its subject. Every message must be there in Russian and
// English for both channels.
func ParseTexts(files fs.FS) (*Texts, error) {
	texts := &Texts{parsed: map[string]*template.Template{}}
	var mistakes []error
	for _, name := range Templates() {
		for _, language := range languages {
			for _, kind := range []person.ContactKind{person.ContactPhone, person.ContactEmail} {
				file := fileOf(name, language, kind)
				parsed, err := template.New(file).Option("missingkey=error").ParseFS(files, file)
				if err == nil {
					err = parsed.Execute(&bytes.Buffer{}, Words{})
				}
				mistakes = append(mistakes, err)
				texts.parsed[file] = parsed
			}
		}
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, fmt.Errorf("notification: texts: %w", err)
	}
	return texts, nil
}

func fileOf(name Template, language string, kind person.ContactKind) string {
	channel := "email"
	if kind == person.ContactPhone {
		channel = "sms"
	}
	return fmt.Sprintf("%s.%s.%s.txt", name, language, channel)
}

// Words are what a template can say.
type Words struct {
	// Portal is the name of the portal.
	Portal string
	// Code is the code, Link where to follow it, Valid how long they live, in words ("24 часа").
	Code, Link, Valid string
	// SignIn and Recover are the addresses of these pages, Resume that where an unfinished
	// registration goes on, Profile that of the profile and its checking.
	SignIn, Recover, Resume, Profile string
	// Method is how somebody was confirmed ("at a service centre") and Date when ("01.03.2026"); Report is where
	// to say until Until that it was not them.
	Method, Date, Report, Until string
	// Tracking is the number by which the post tracks a letter. The code of a letter or slip lives until Until.
	Tracking string
	// Case is the number of an account, for support.
	Case string
}

// render returns subject (of an e-mail) and text; a language without texts falls back to Russian.
func (t *Texts) render(name Template, language string, kind person.ContactKind, words Words) (subject, text string, err error) {
	parsed := t.parsed[fileOf(name, language, kind)]
	if parsed == nil {
		parsed = t.parsed[fileOf(name, languages[0], kind)]
	}
	if parsed == nil {
		return "", "", fmt.Errorf("notification: no template %q", name)
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, words); err != nil {
		return "", "", err
	}
	text = strings.TrimSpace(out.String())
	if kind == person.ContactEmail {
		subject, text, _ = strings.Cut(text, "\n")
	}
	return strings.TrimSpace(subject), strings.TrimSpace(text), nil
}
