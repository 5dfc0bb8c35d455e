package fault

import (
	"errors"
	"fmt"
	"maps"

	"golang.org/x/text/language"
)

// Fault is one thing that is wrong, usually with one field of a command. It is a value: At and With
// return changed copies, so a Fault declared once can serve everywhere.
type Fault struct {
	// Path names the field as the caller knows it, dotted and with list indexes in brackets:
	// "contact.value", "documents[0].number". Empty when the whole command is meant.
	Path string
	// Code is stable across releases and made for machines: "person.snils.checksum".
	Code string
	// Text is the message for people.
	Text Text
	// Args fill the placeholders of Text and serve callers that render their own messages.
	// They never hold codes or passwords, nor personal data in clear: a value of package person may
	// stand here, since it prints itself masked.
	Args map[string]any
}

// Define declares a fault: its stable code and its message in Russian and in English, in which
// {name} stands for the argument of that name.
func Define(code, russian, english string) Fault {
	return Fault{Code: code, Text: Text{Russian: russian, English: english}}
}

// At returns the fault placed under the field path: At("name") of a fault at "given" is "name.given".
func (f Fault) At(path string) Fault {
	f.Path = join(path, f.Path)
	return f
}

// With returns the fault with one more argument for its message.
func (f Fault) With(name string, value any) Fault {
	args := maps.Clone(f.Args)
	if args == nil {
		args = map[string]any{}
	}
	args[name] = value
	f.Args = args
	return f
}

// Message renders the text for people in the language nearest to tag: Russian or English.
func (f Fault) Message(tag language.Tag) string { return f.Text.render(tag, f.Args) }

// Error gives path, code and the English message.
func (f Fault) Error() string {
	if f.Path == "" {
		return fmt.Sprintf("%s: %s", f.Code, f.Message(language.English))
	}
	return fmt.Sprintf("%s: %s: %s", f.Path, f.Code, f.Message(language.English))
}

// Is reports whether target is the Refused axis or a fault of the same code, wherever it is placed.
func (f Fault) Is(target error) bool {
	if target == Refused {
		return true
	}
	var other Fault
	return errors.As(target, &other) && other.Code == f.Code
}

func join(parent, child string) string {
	switch {
	case parent == "":
		return child
	case child == "" || child[0] == '[':
		return parent + child
	default:
		return parent + "." + child
	}
}
