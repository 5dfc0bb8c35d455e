package person_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// holder has a value in every place where fmt looks for one.
type holder[T any] struct {
	Exported   T
	unexported T
	Pointer    *T
	pointer    *T
	List       []T
	list       [1]T
	Map        map[string]T
	inner      struct{ deep T }
	Any        any
	anyHidden  any
}

func hold[T any](v T) holder[T] {
	return holder[T]{
		v, v, &v, &v, []T{v}, [1]T{v}, map[string]T{"k": v}, struct{ deep T }{v}, v, v,
	}
}

// memoryAddress is what fmt prints of a handle; by chance it may hold the digits of a short secret.
var memoryAddress = regexp.MustCompile(`[0-9a-fA-F]{9,}`)

func TestNothingPrintsAValueInFull(t *testing.T) {
	verbs := []string{
		"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%o", "%b", "%c", "%U", "%e", "%g", "%t", "%p", "%T",
		"%10v", "%-50s|", "%.3v", "%!",
	}
	for name, s := range samples(t) {
		t.Run(name, func(t *testing.T) {
			refuseSecrets := func(printed string) {
				t.Helper()
				withoutAddresses := memoryAddress.ReplaceAllString(printed, "")
				for _, secret := range s.secrets {
					if len(secret) < 9 {
						assert.NotContains(t, withoutAddresses, secret)
					} else {
						assert.NotContains(t, printed, secret)
					}
					assert.NotContains(t, printed, fmt.Sprintf("%x", secret))
					assert.NotContains(t, printed, fmt.Sprintf("%X", secret))
				}
			}
			for _, v := range []any{
				s.value, &s.value, []any{s.value}, hold(s.value), new(hold(s.value)), typedHolder(s.value),
			} {
				for _, verb := range verbs {
					refuseSecrets(fmt.Sprintf(verb, v))
				}
				refuseSecrets(fmt.Sprint(v))
				refuseSecrets(fmt.Errorf("wrapped: %v", v).Error())
			}
			var log bytes.Buffer
			options := &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
				if a.Key == slog.TimeKey {
					return slog.Attr{}
				}
				return a
			}}
			for _, handler := range []slog.Handler{slog.NewTextHandler(&log, options), slog.NewJSONHandler(&log, options)} {
				slog.New(handler).Info("message", "value", s.value, slog.Group("group", "value", s.value))
			}
			slog.New(slog.NewTextHandler(&log, options)).Info("message", "struct", hold(s.value))
			refuseSecrets(log.String())
			assert.Contains(t, log.String(), "**")
		})
	}
}

// typedHolder is a struct whose unexported field has the very type of v, which any hides.
func typedHolder(v any) any {
	switch v := v.(type) {
	case person.SNILS:
		return hold(v)
	case person.Phone:
		return hold(v)
	case person.Name:
		return hold(v)
	case person.Date:
		return hold(v)
	case person.FullName:
		return hold(v)
	case person.Contact:
		return hold(v)
	case person.PassportDocument:
		return hold(v)
	case person.Address:
		return hold(v)
	default:
		return v
	}
}

func TestFormsPrintNothing(t *testing.T) {
	command := struct {
		Passport person.PassportForm
		Address  *person.AddressForm
	}{passportForm(), new(addressForm())}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "p", command.Passport, "a", command.Address, "both", command)
	for _, printed := range []string{
		fmt.Sprintf("%v %+v %#v %s", command.Passport, command.Passport, command.Passport, command.Passport),
		fmt.Sprintf("%v %+v %#v %s", command.Address, command.Address, command.Address, command.Address),
		fmt.Sprintf("%v %+v %#v %s", command, command, command, command),
		log.String(),
	} {
		for _, secret := range []string{"573482", "2020", "Арбат", "773", "Москва", "Ордынка", "16А"} {
			assert.NotContains(t, printed, secret)
		}
	}
}

// shown is what every type of the package can do.
type shown interface {
	Format() string
	Masked() string
}

func TestMaskedForms(t *testing.T) {
	all := samples(t)
	for name, want := range map[string]string{
		"snils": "***-***-*** 64", "inn": "**********59", "ogrn": "**********741", "ogrnip": "************157",
		"kpp": "******301", "enp": "**** **** **** 5438", "oldOMS": "****** ******3456", "passport": "** ** ***482",
		"foreign": "** ****321", "permit": "** ****567", "licence": "** ** ***456", "division": "***-***",
		"phone": "+7 *** ***-**-67", "email": "I***@example.org", "postcode": "******", "tracking": "** *** *** *84 IT", "name": "И***",
		"date": "**.**.2006", "sex": "***", "full name": "М*** Д*** Н***", "by phone": "+7 *** ***-**-67",
		"by email": "I***@example.org", "document": "** ** ***482", "address": "Москва, ***",
	} {
		assert.Equal(t, want, all[name].value.(shown).Masked(), name)
		assert.Equal(t, want, fmt.Sprint(all[name].value), name)
		assert.Equal(t, fmt.Sprintf("%q", want), fmt.Sprintf("%#v", all[name].value), name)
	}
}

func TestShortValuesAreMaskedToo(t *testing.T) {
	assert.Equal(t, "***", must[person.Name](t)(person.ParseName("Я")).Masked())
	var phone person.Phone
	require.NoError(t, json.Unmarshal([]byte(`"+999123456"`), &phone), "no such country today")
	assert.Equal(t, "+999123456", phone.Format())
	assert.Equal(t, "+*******56", phone.Masked())
	assert.Empty(t, phone.Region())
}

func TestFormattedForms(t *testing.T) {
	all := samples(t)
	for name, want := range map[string]string{
		"snils": "123-456-789 64", "inn": "500100732259", "ogrn": "1027739244741", "ogrnip": "304500116000157",
		"kpp": "773642301", "enp": "1654 3210 9876 5438", "oldOMS": "123456 7890123456", "passport": "45 02 573482",
		"foreign": "53 7654321", "permit": "82 1234567", "licence": "02 АВ 123456", "division": "773-045",
		"phone": "+7 999 123-45-67", "email": "Ivan.Petrov@example.org", "postcode": "115035", "tracking": "RB 167 995 284 IT", "name": "Иванов",
		"date": "10.05.2006", "sex": "жен.", "full name": "Мамин-Сибиряк Дмитрий Наркисович",
		"by phone": "+7 999 123-45-67", "by email": "Ivan.Petrov@example.org",
		"document": "45 02 573482, 01.06.2020, 773-045",
		"address":  "115035, Москва, ул. Большая Ордынка, д. 5/2, корп. 1, стр. 2, кв. 16А",
	} {
		assert.Equal(t, want, all[name].value.(shown).Format(), name)
	}
}

func TestJSONReadsBackTheSameValue(t *testing.T) {
	for name, s := range samples(t) {
		t.Run(name, func(t *testing.T) {
			data, err := json.Marshal(s.value)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(data, s.zero))
			got := reflect.ValueOf(s.zero).Elem().Interface()
			assert.True(t, s.value == got, "comparable and equal")
			again, err := json.Marshal(got)
			require.NoError(t, err)
			assert.JSONEq(t, string(data), string(again))
		})
	}
}

func TestJSONForms(t *testing.T) {
	all := samples(t)
	for name, want := range map[string]string{
		"snils":     `"12345678964"`,
		"phone":     `"+79991234567"`,
		"email":     `"Ivan.Petrov@example.org"`,
		"date":      `"2006-05-10"`,
		"sex":       `"female"`,
		"full name": `{"family":"Мамин-Сибиряк","given":"Дмитрий","patronymic":"Наркисович"}`,
		"by phone":  `{"phone":"+79991234567"}`,
		"by email":  `{"email":"Ivan.Petrov@example.org"}`,
		"document": `{"number":"4502573482","issuedOn":"2020-06-01","issuer":"ОВД района Арбат г. Москвы",
			"divisionCode":"773-045","birthplace":"г. Москва"}`,
		"address": `{"country":"RU","postcode":"115035","region":"Москва","street":"ул. Большая Ордынка",
			"house":"5/2","building":"1","structure":"2","flat":"16А"}`,
	} {
		data, err := json.Marshal(all[name].value)
		require.NoError(t, err)
		assert.JSONEq(t, want, string(data), name)
	}
}

func TestZeroValues(t *testing.T) {
	for name, s := range samples(t) {
		t.Run(name, func(t *testing.T) {
			zero := reflect.Zero(reflect.TypeOf(s.value)).Interface()
			assert.False(t, s.value.(interface{ IsZero() bool }).IsZero())
			assert.True(t, zero.(interface{ IsZero() bool }).IsZero())
			assert.Empty(t, fmt.Sprint(zero))
			assert.Empty(t, zero.(interface{ Format() string }).Format())
			assert.Equal(t, `""`, fmt.Sprintf("%#v", zero))
			assert.Empty(t, zero.(slog.LogValuer).LogValue().String())

			data, err := json.Marshal(zero)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal([]byte(mustJSON(t, s.value)), s.zero))
			require.NoError(t, json.Unmarshal(data, s.zero), "zero overwrites")
			assert.Equal(t, zero, reflect.ValueOf(s.zero).Elem().Interface())
		})
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

func TestJSONRefusesWhatWasNeverWritten(t *testing.T) {
	for name, s := range samples(t) {
		if name == "name" || name == "full name" {
			continue // any text may have been a name under some policy
		}
		t.Run(name, func(t *testing.T) {
			require.Error(t, json.Unmarshal([]byte(`"?"`), s.zero))
			require.Error(t, json.Unmarshal([]byte(`7`), s.zero))
			assert.True(t, reflect.ValueOf(s.zero).Elem().IsZero())
		})
	}
	for text, target := range map[string]any{
		`"a\u0000"`:           new(person.Name),
		`{"family":7}`:        new(person.FullName),
		`"+0123"`:             new(person.Phone),
		`"79991234567"`:       new(person.Phone),
		`"+1234567890123456"`: new(person.Phone),
		`{"number":"1"}`:      new(person.PassportDocument),
		`{"country":"RU"}`:    new(person.Address),
		`{"phone":"+79991234567","email":"a@example.org"}`: new(person.Contact),
	} {
		require.Error(t, json.Unmarshal([]byte(text), target), text)
	}
}

func TestJSONReadsWhatOtherRulesAccepted(t *testing.T) {
	long := strings.Repeat("Я", 500)
	var name person.Name
	require.NoError(t, json.Unmarshal([]byte(`"`+long+`"`), &name), "a portal with longer names")
	assert.Equal(t, long, name.Reveal())

	var phone person.Phone
	require.NoError(t, json.Unmarshal([]byte(`"+70001234567"`), &phone), "a numbering plan that changed")
	assert.Equal(t, "+70001234567", phone.Reveal())
	assert.False(t, phone.CanReceiveSMS())
	assert.NotContains(t, phone.Masked(), "00012345")

	var passport person.Passport
	require.NoError(t, json.Unmarshal([]byte(`"4502000001"`), &passport))
	var address person.Address
	require.NoError(t, json.Unmarshal([]byte(`{"country":"RU","postcode":"512345","region":"нет","city":"`+
		strings.Repeat("Я", 500)+`","house":"1"}`), &address), "other limits, dummies and postcodes")
	var postcode person.Postcode
	require.NoError(t, json.Unmarshal([]byte(`"512345"`), &postcode))
}

func TestValuesAreMapKeys(t *testing.T) {
	one := must[person.SNILS](t)(person.ParseSNILS("123-456-789 64"))
	same := must[person.SNILS](t)(person.ParseSNILS("12345678964"))
	other := must[person.SNILS](t)(person.ParseSNILS("19702774500"))
	seen := map[person.SNILS]int{one: 1}
	seen[same]++
	seen[other]++
	assert.Equal(t, map[person.SNILS]int{one: 2, other: 1}, seen)
}

// refuses checks what every refusal must hold to: nothing comes with it, it names no value.
func refuses[T value](t *testing.T, parse func(string) (T, error), input string, want fault.Fault) {
	t.Helper()
	_ = refusal(t, parse, input, want)
}

// refusal checks as refuses does and returns the fault.
func refusal[T value](t *testing.T, parse func(string) (T, error), input string, want fault.Fault) fault.Fault {
	t.Helper()
	got, err := parse(input)
	require.ErrorIs(t, err, want, "%q", input)
	assert.True(t, got.IsZero())
	var f fault.Fault
	require.True(t, errors.As(err, &f))
	assert.Empty(t, f.Path)
	if len(input) > 4 {
		assert.NotContains(t, err.Error(), input)
	}
	return f
}

// accepts checks the canonical form of every input and that it is its own.
func accepts[T value](t *testing.T, parse func(string) (T, error), inputs map[string]string) {
	t.Helper()
	for input, canonical := range inputs {
		got, err := parse(input)
		require.NoError(t, err, "%q", input)
		assert.Equal(t, canonical, got.Reveal(), "%q", input)
		for _, again := range []string{got.Reveal(), got.Format()} {
			read, err := parse(again)
			require.NoError(t, err, "%q", again)
			assert.Equal(t, canonical, read.Reveal())
		}
	}
}
