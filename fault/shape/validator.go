package shape

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/ru"
	ut "github.com/go-playground/universal-translator"
	"github.com/go-playground/validator/v10"
	entexts "github.com/go-playground/validator/v10/translations/en"
	rutexts "github.com/go-playground/validator/v10/translations/ru"

	"github.com/kabinet-go/kabinet/fault"
)

// Validator checks the shape of commands by their `validate` tags (go-playground/validator): what is
// missing, too long, not one of the allowed. Whether a well-shaped value is right is for the value's own
// type to say. A Validator is safe for concurrent use.
type Validator struct {
	check            *validator.Validate
	russian, english ut.Translator
}

// NewValidator builds a Validator.
func NewValidator() *Validator {
	v := &Validator{check: validator.New(validator.WithRequiredStructEnabled())}
	v.check.RegisterTagNameFunc(jsonName)

	translators := ut.New(en.New(), en.New(), ru.New())
	v.russian, _ = translators.GetTranslator("ru")
	v.english, _ = translators.GetTranslator("en")
	// A text that could not be registered is replaced by our own general one.
	_ = rutexts.RegisterDefaultTranslations(v.check, v.russian)
	_ = entexts.RegisterDefaultTranslations(v.check, v.english)
	return v
}

// Check gives a *Refusal with one fault for each misshapen field of command, a struct or a pointer to
// one; nil when the shape is right. The path of a fault is made of `json` names ("documents[0].number"),
// its code is "shape." and the name of the tag that failed: "shape.required", "shape.max", "shape.email".
// Messages never hold the field's value. An unknown tag or something else than a struct is an error on
// the Permanent axis, not a refusal.
func (v *Validator) Check(command any) (err error) {
	// The library reports unknown tags by panicking at their first use.
	defer func() {
		if trouble := recover(); trouble != nil {
			err = fault.AsPermanent(fmt.Errorf("fault: cannot check %T: %v", command, trouble))
		}
	}()

	var wrong validator.ValidationErrors
	switch err := v.check.Struct(command); {
	case err == nil:
		return nil
	case !errors.As(err, &wrong):
		return fault.AsPermanent(fmt.Errorf("fault: cannot check %T: %w", command, err))
	}
	faults := make([]fault.Fault, len(wrong))
	for i, field := range wrong {
		faults[i] = v.shape(field).At(path(field, command))
	}
	return &fault.Refusal{Faults: faults}
}

// path drops the name of the command's type, which the library puts in front of named types.
func path(field validator.FieldError, command any) string {
	name := reflect.Indirect(reflect.ValueOf(command)).Type().Name()
	return strings.TrimPrefix(field.Namespace(), name+".")
}

func jsonName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	if name == "-" {
		return ""
	}
	return name
}
