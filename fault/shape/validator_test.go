package shape_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/fault/shape"
)

const secret = "НЕ-ПОКАЗЫВАТЬ"

type contact struct {
	Kind  string `json:"kind" validate:"required,oneof=phone email"`
	Value string `json:"value" validate:"required,max=5"`
}

type document struct {
	Number string `json:"number,omitempty" validate:"min=3"`
	hidden string
}

type command struct {
	Contact   contact    `json:"contact"`
	Documents []document `json:"documents" validate:"max=2,dive"`
	Age       int        `json:"age" validate:"min=14"`
	Untagged  string     `validate:"len=2"`
	Nameless  string     `json:"-" validate:"omitempty,email"`
}

func wellShaped() command {
	return command{Contact: contact{Kind: "phone", Value: "12345"}, Age: 14, Untagged: "ab"}
}

func TestCheckAcceptsTheRightShape(t *testing.T) {
	v := shape.NewValidator()
	right := wellShaped()
	require.NoError(t, v.Check(right))
	require.NoError(t, v.Check(&right))
}

func TestCheckNamesEveryField(t *testing.T) {
	err := shape.NewValidator().Check(command{
		Contact:   contact{Value: "123456"},
		Documents: []document{{Number: "123"}, {Number: "1", hidden: "x"}},
		Nameless:  "nobody",
	})
	var refusal *fault.Refusal
	require.ErrorAs(t, err, &refusal)
	var got []string
	for _, f := range refusal.Faults {
		got = append(got, f.Path+" "+f.Code)
	}
	assert.Equal(t, []string{
		"contact.kind shape.required", "contact.value shape.max", "documents[1].number shape.min",
		"age shape.min", "Untagged shape.len", "Nameless shape.email",
	}, got)
}

func TestCheckOfNamelessAndGenericCommands(t *testing.T) {
	err := shape.NewValidator().Check(struct {
		Contact contact `json:"contact"`
	}{contact{Kind: "fax", Value: "1"}})
	assert.Equal(t, []string{"contact.kind"}, paths(err))

	err = shape.NewValidator().Check(&wrapped[strings.Builder]{Inner: contact{Kind: "phone"}})
	assert.Equal(t, []string{"inner.value"}, paths(err))
}

type wrapped[T any] struct {
	Inner contact `json:"inner"`
	Rest  T       `json:"rest"`
}

func TestCheckMessages(t *testing.T) {
	type sizes struct {
		Text  string   `json:"text" validate:"omitempty,max=4"`
		Short string   `json:"short" validate:"omitempty,min=21"`
		Exact string   `json:"exact" validate:"omitempty,len=2"`
		List  []int    `json:"list" validate:"max=1"`
		Few   []int    `json:"few" validate:"omitempty,min=2"`
		Fixed []int    `json:"fixed" validate:"omitempty,len=3"`
		Small uint8    `json:"small" validate:"omitempty,min=5"`
		Big   float64  `json:"big" validate:"max=5"`
		Seven int64    `json:"seven" validate:"omitempty,len=7"`
		Kind  string   `json:"kind" validate:"omitempty,oneof=phone email"`
		Mail  string   `json:"mail" validate:"omitempty,email"`
		Same  string   `json:"same" validate:"omitempty,eqfield=Mail"`
		Both  string   `json:"both" validate:"omitempty,number|uuid"`
		Local string   `json:"local" validate:"omitempty,bcp47_language_tag"`
		None  string   `json:"none" validate:"excluded_with=Mail"`
		Must  string   `json:"must" validate:"required_with=Mail"`
		Must2 *contact `json:"must2" validate:"required"`
	}
	for name, c := range map[string]struct {
		command                sizes
		code, russian, english string
	}{
		"text": {sizes{Text: secret}, "shape.max", "Не больше 4 знаков, сократите", "At most 4 characters, make it shorter"},
		"short": {
			sizes{Short: secret},
			"shape.min",
			"Не меньше 21 знака, допишите", "At least 21 characters, make it longer",
		},
		"exact": {
			sizes{Exact: secret},
			"shape.len",
			"Здесь должно быть ровно 2 знака", "Exactly 2 characters expected here",
		},
		"list": {
			sizes{List: []int{99, 98}},
			"shape.max",
			"Не больше 1 элемента, уберите лишние", "At most 1 item, remove the others",
		},
		"few": {
			sizes{Few: []int{99}},
			"shape.min",
			"Не меньше 2 элементов, добавьте недостающие", "At least 2 items, add the missing ones",
		},
		"fixed": {
			sizes{Fixed: []int{99}},
			"shape.len",
			"Здесь должно быть ровно 3 элемента", "Exactly 3 items expected here",
		},
		"small": {sizes{Small: 1}, "shape.min", "Укажите число не меньше 5", "Give a number of at least 5"},
		"big":   {sizes{Big: 99}, "shape.max", "Укажите число не больше 5", "Give a number of at most 5"},
		"seven": {sizes{Seven: 99}, "shape.len", "Здесь должно быть число 7", "The number 7 is expected here"},
		"kind": {
			sizes{Kind: secret},
			"shape.oneof",
			"Ответ должен быть одним из [phone email]", "The answer must be one of [phone email]",
		},
		"mail": {
			sizes{Mail: secret, Must: "x"},
			"shape.email",
			"Ответ должен быть email адресом", "The answer must be a valid email address",
		},
		"same": {
			sizes{Same: secret},
			"shape.eqfield",
			"Это поле не согласуется с другим, проверьте оба", "This field does not agree with another one, check both",
		},
		"both": {
			sizes{Both: secret},
			"shape.invalid",
			"Поле заполнено неверно, проверьте его", "This field is filled in wrongly, check it",
		},
		"local": {
			sizes{Local: secret},
			"shape.bcp47_language_tag",
			"Поле заполнено неверно, проверьте его", "This field is filled in wrongly, check it",
		},
		"none": {
			sizes{Mail: "a@example.org", Must: "x", None: secret},
			"shape.excluded",
			"Оставьте это поле пустым", "Leave this field empty",
		},
		"must":  {sizes{Mail: "a@example.org"}, "shape.required", "Заполните это поле", "Fill in this field"},
		"must2": {sizes{}, "shape.required", "Заполните это поле", "Fill in this field"},
	} {
		t.Run(name, func(t *testing.T) {
			if name != "must2" {
				c.command.Must2 = &contact{Kind: "phone", Value: "1"}
			}
			err := shape.NewValidator().Check(c.command)
			faults := fault.All(err)
			require.Len(t, faults, 1)
			assert.Equal(t, name, faults[0].Path)
			assert.Equal(t, c.code, faults[0].Code)
			assert.Equal(t, c.russian, faults[0].Message(language.Russian))
			assert.Equal(t, c.english, faults[0].Message(language.English))
			assert.NotContains(t, err.Error(), secret)
		})
	}
}

func TestCheckReportsMistakesOfTheProgrammer(t *testing.T) {
	v := shape.NewValidator()
	var none *command
	for name, command := range map[string]any{
		"not a struct": 7, "nil": nil, "nil pointer": none,
		"unknown tag": struct {
			Value string `validate:"nonsense"`
		}{secret},
	} {
		t.Run(name, func(t *testing.T) {
			err := v.Check(command)
			require.ErrorIs(t, err, fault.Permanent)
			require.NotErrorIs(t, err, fault.Refused)
			assert.NotContains(t, err.Error(), secret)
		})
	}
}

func TestValidatorServesSeveralAtOnce(t *testing.T) {
	v := shape.NewValidator()
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 50 {
				assert.Len(t, fault.All(v.Check(command{Contact: contact{Kind: "fax"}})), 4)
			}
		})
	}
	wait.Wait()
}

func paths(err error) []string {
	var paths []string
	for _, f := range fault.All(err) {
		paths = append(paths, f.Path)
	}
	return paths
}
