package notification

import "github.com/kabinet-go/kabinet/person"

// Render makes rendering visible to tests.
func (t *Texts) Render(name Template, language string, kind person.ContactKind, words Words) (subject, text string, err error) {
	return t.render(name, language, kind, words)
}
