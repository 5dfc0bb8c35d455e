package main

import (
	"embed"
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
)

//go:embed texts/*.json
var textFiles embed.FS

// tongue is one of the languages the portal speaks.
type tongue struct {
	// Code is the language's code, Name its own name for itself.
	Code, Name string
	tag        language.Tag
	months     [12]string
}

// tongues are all of them, the default first.
func tongues() [2]tongue {
	return [...]tongue{
		{"ru", "Русский", language.Russian, [...]string{
			"января", "февраля", "марта", "апреля", "мая", "июня",
			"июля", "августа", "сентября", "октября", "ноября", "декабря",
		}},
		{"en", "English", language.English, [...]string{
			"January", "February", "March", "April", "May", "June",
			"July", "August", "September", "October", "November", "December",
		}},
	}
}

// day is a date in words.
func (t tongue) day(at time.Time) string {
	return fmt.Sprintf("%d %s %d", at.Day(), t.months[at.Month()-1], at.Year())
}

// catalogue holds every text of the portal by key, in the form of package fault: with its placeholders,
// plurals and durations.
type catalogue map[string]fault.Text

// readCatalogue joins the files of the languages, which have the same keys.
func readCatalogue() (catalogue, error) {
	var russian, english map[string]string
	for name, texts := range map[string]*map[string]string{"texts/ru.json": &russian, "texts/en.json": &english} {
		file, err := textFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(file, texts); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	all := catalogue{}
	for key, text := range russian {
		all[key] = fault.Text{Russian: text, English: english[key]}
	}
	for key := range english {
		if _, both := russian[key]; !both {
			return nil, fmt.Errorf("texts/ru.json: %q is missing", key)
		}
	}
	for key, text := range all {
		if text.Russian == "" || text.English == "" {
			return nil, fmt.Errorf("texts: %q is not there in both languages", key)
		}
	}
	return all, nil
}

// text renders the text of a key; args are names and values by turns. An unknown key shows itself.
func (c catalogue) text(tag language.Tag, key string, args ...any) string {
	text, known := c[key]
	if !known {
		return key
	}
	f := fault.Fault{Text: text}
	for i := 0; i+1 < len(args); i += 2 {
		f = f.With(fmt.Sprint(args[i]), args[i+1])
	}
	return f.Message(tag)
}

// clock is a time of day with its zone.
func (c catalogue) clock(t tongue, at time.Time) string {
	zone, _ := at.Zone()
	if _, named := c["zone."+zone]; named {
		zone = c.text(t.tag, "zone."+zone)
	}
	return at.Format(time.TimeOnly) + " " + zone
}

// tongueOf is the language chosen, or else the best of those accepted, as Accept-Language lists them.
func tongueOf(chosen, accepted string) tongue {
	all := tongues()
	for _, t := range all {
		if t.Code == chosen {
			return t
		}
	}
	matcher := language.NewMatcher([]language.Tag{all[0].tag, all[1].tag})
	_, best := language.MatchStrings(matcher, accepted)
	return all[best]
}
