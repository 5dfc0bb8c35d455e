package shape

import (
	"reflect"
	"strconv"
	"strings"

	ut "github.com/go-playground/universal-translator"
	"github.com/go-playground/validator/v10"

	"github.com/kabinet-go/kabinet/fault"
)

// shape words one failed tag: in our own words where the message stands beside its field and must tell
// what to do, in the library's translation otherwise.
func (v *Validator) shape(field validator.FieldError) fault.Fault {
	tag := field.Tag()
	switch {
	case strings.HasPrefix(tag, "required"):
		return fault.Define("shape.required", "Заполните это поле", "Fill in this field")
	case strings.HasPrefix(tag, "excluded"):
		return fault.Define("shape.excluded", "Оставьте это поле пустым", "Leave this field empty")
	case strings.HasSuffix(tag, "field"):
		return fault.Define("shape."+tag, "Это поле не согласуется с другим, проверьте оба",
			"This field does not agree with another one, check both")
	case strings.Contains(tag, "|"):
		return unfit("shape.invalid")
	}
	if limit, err := strconv.Atoi(field.Param()); err == nil {
		if text, ok := sizeText(tag, field.Kind()); ok {
			return fault.Fault{Code: "shape." + tag, Text: text}.With("limit", limit)
		}
	}
	russian, knownRussian := translate(field, v.russian, "Ответ")
	english, knownEnglish := translate(field, v.english, "The answer")
	if !knownRussian || !knownEnglish {
		return unfit("shape." + tag)
	}
	return fault.Define("shape."+tag, russian, english)
}

func unfit(code string) fault.Fault {
	return fault.Define(code, "Поле заполнено неверно, проверьте его", "This field is filled in wrongly, check it")
}

// translate gives the library's message with subject in place of the field's technical name.
func translate(field validator.FieldError, to ut.Translator, subject string) (string, bool) {
	text := field.Translate(to)
	rest, named := strings.CutPrefix(text, field.Field())
	return subject + rest, named
}

// sizes words one tag that limits a size: of a text in characters, of a list in items, or of a number.
type sizes struct{ characters, items, number fault.Text }

var sizeTexts = map[string]sizes{
	"max": {
		characters: fault.Text{
			Russian: "Не больше {limit} {limit|plural:знака|знаков|знаков}, сократите",
			English: "At most {limit} {limit|plural:character|characters}, make it shorter",
		},
		items: fault.Text{
			Russian: "Не больше {limit} {limit|plural:элемента|элементов|элементов}, уберите лишние",
			English: "At most {limit} {limit|plural:item|items}, remove the others",
		},
		number: fault.Text{Russian: "Укажите число не больше {limit}", English: "Give a number of at most {limit}"},
	},
	"min": {
		characters: fault.Text{
			Russian: "Не меньше {limit} {limit|plural:знака|знаков|знаков}, допишите",
			English: "At least {limit} {limit|plural:character|characters}, make it longer",
		},
		items: fault.Text{
			Russian: "Не меньше {limit} {limit|plural:элемента|элементов|элементов}, добавьте недостающие",
			English: "At least {limit} {limit|plural:item|items}, add the missing ones",
		},
		number: fault.Text{Russian: "Укажите число не меньше {limit}", English: "Give a number of at least {limit}"},
	},
	"len": {
		characters: fault.Text{
			Russian: "Здесь должно быть ровно {limit} {limit|plural:знак|знака|знаков}",
			English: "Exactly {limit} {limit|plural:character|characters} expected here",
		},
		items: fault.Text{
			Russian: "Здесь должно быть ровно {limit} {limit|plural:элемент|элемента|элементов}",
			English: "Exactly {limit} {limit|plural:item|items} expected here",
		},
		number: fault.Text{Russian: "Здесь должно быть число {limit}", English: "The number {limit} is expected here"},
	},
}

// sizeText words a tag that limits the size of a field of that kind.
func sizeText(tag string, kind reflect.Kind) (fault.Text, bool) {
	texts, found := sizeTexts[tag]
	switch kind {
	case reflect.String:
		return texts.characters, found
	case reflect.Slice, reflect.Array, reflect.Map:
		return texts.items, found
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
		reflect.Float32, reflect.Float64:
		return texts.number, found
	default:
		return fault.Text{}, false
	}
}
