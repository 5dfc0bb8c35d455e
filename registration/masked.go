package registration

import (
	"fmt"
	"io"
	"log/slog"
)

// Commands hold what a person typed: names, contacts, codes, passwords. None of it belongs in a log
// (COD-7, IDN-9), so whatever prints a command prints its name.

// Format prints a mask for every verb.
func (Register) Format(state fmt.State, _ rune) { mask(state, "register") }

// LogValue is a mask.
func (Register) LogValue() slog.Value { return slog.StringValue("[register]") }

// Format prints a mask for every verb.
func (Name) Format(state fmt.State, _ rune) { mask(state, "name") }

// LogValue is a mask.
func (Name) LogValue() slog.Value { return slog.StringValue("[name]") }

// Format prints a mask for every verb.
func (Enrol) Format(state fmt.State, _ rune) { mask(state, "enrol") }

// LogValue is a mask.
func (Enrol) LogValue() slog.Value { return slog.StringValue("[enrol]") }

// Format prints a mask for every verb.
func (Resume) Format(state fmt.State, _ rune) { mask(state, "resume") }

// LogValue is a mask.
func (Resume) LogValue() slog.Value { return slog.StringValue("[resume]") }

// Format prints a mask for every verb.
func (ChooseContact) Format(state fmt.State, _ rune) { mask(state, "choose contact") }

// LogValue is a mask.
func (ChooseContact) LogValue() slog.Value { return slog.StringValue("[choose contact]") }

// Format prints a mask for every verb.
func (AddContact) Format(state fmt.State, _ rune) { mask(state, "add contact") }

// LogValue is a mask.
func (AddContact) LogValue() slog.Value { return slog.StringValue("[add contact]") }

// Format prints a mask for every verb.
func (Confirm) Format(state fmt.State, _ rune) { mask(state, "confirm") }

// LogValue is a mask.
func (Confirm) LogValue() slog.Value { return slog.StringValue("[confirm]") }

// Format prints a mask for every verb.
func (SetPassword) Format(state fmt.State, _ rune) { mask(state, "set password") }

// LogValue is a mask.
func (SetPassword) LogValue() slog.Value { return slog.StringValue("[set password]") }

func mask(state fmt.State, name string) { _, _ = io.WriteString(state, "["+name+"]") }
