package fault

import (
	"reflect"
	"strconv"
	"strings"

	ut "github.com/go-playground/universal-translator"
	"github.com/go-playground/validator/v10"
)

// shape words one failed tag: in our own words where the message stands beside its field and must tell
// what to do, in the library's translation otherwise.
func (v *Validator) shape(field validator.FieldError) Fault {
	tag := field.Tag()
	switch {
	case strings.HasPrefix(tag, "required"):
		return Define("shape.required", "Заполните это поле", "Fill in this field")
	case strings.HasPrefix(tag, "excluded"):
		return Define("shape.excluded", "Оставьте это поле пустым", "Leave this field empty")
	case strings.HasSuffix(tag, "field"):
		return Define("shape."+tag, "Это поле не согласуется с другим, проверьте оба",
			"This field does not agree with another one, check both")
	case strings.Contains(tag, "|"):
		return unfit("shape.invalid")
	}
	if limit, err := strconv.Atoi(field.Param()); err == nil {
		if text, ok := sizeText(tag, field.Kind()); ok {
			return Fault{Code: "shape." + tag, Text: text}.With("limit", limit)
		}
	}
	russian, knownRussian := translate(field, v.russian, "Ответ")
	english, knownEnglish := translate(field, v.english, "The answer")
	if !knownRussian || !knownEnglish {
		return unfit("shape." + tag)
	}
	return Define("shape."+tag, russian, english)
}

func unfit(code string) Fault {
	return Define(code, "Поле заполнено неверно, проверьте его", "This field is filled in wrongly, check it")
}

// translate gives the library's message with subject in place of the field's technical name.
func translate(field validator.FieldError, to ut.Translator, subject string) (string, bool) {
	text := field.Translate(to)
	rest, named := strings.CutPrefix(text, field.Field())
	return subject + rest, named
}

// sizeText words the tags that limit a size: characters of a text, items of a list, or a number itself.
func sizeText(tag string, kind reflect.Kind) (Text, bool) {
	characters, items, number := sizeTexts(tag)
	switch kind {
	case reflect.String:
		return characters, characters != Text{}
	case reflect.Slice, reflect.Array, reflect.Map:
		return items, items != Text{}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64,
		reflect.Float32, reflect.Float64:
		return number, number != Text{}
	default:
		return Text{}, false
	}
}

func sizeTexts(tag string) (characters, items, number Text) {
	switch tag {
	case "max":
		return Text{
			"Не больше {limit} {limit|plural:знака|знаков|знаков}, сократите",
			"At most {limit} {limit|plural:character|characters}, make it shorter",
		}, Text{
			"Не больше {limit} {limit|plural:элемента|элементов|элементов}, уберите лишние",
			"At most {limit} {limit|plural:item|items}, remove the others",
		}, Text{"Укажите число не больше {limit}", "Give a number of at most {limit}"}
	case "min":
		return Text{
			"Не меньше {limit} {limit|plural:знака|знаков|знаков}, допишите",
			"At least {limit} {limit|plural:character|characters}, make it longer",
		}, Text{
			"Не меньше {limit} {limit|plural:элемента|элементов|элементов}, добавьте недостающие",
			"At least {limit} {limit|plural:item|items}, add the missing ones",
		}, Text{"Укажите число не меньше {limit}", "Give a number of at least {limit}"}
	case "len":
		return Text{
			"Здесь должно быть ровно {limit} {limit|plural:знак|знака|знаков}",
			"Exactly {limit} {limit|plural:character|characters} expected here",
		}, Text{
			"Здесь должно быть ровно {limit} {limit|plural:элемент|элемента|элементов}",
			"Exactly {limit} {limit|plural:item|items} expected here",
		}, Text{"Здесь должно быть число {limit}", "The number {limit} is expected here"}
	default:
		return Text{}, Text{}, Text{}
	}
}
