package signature_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signature"
)

func TestReadSubject(t *testing.T) {
	snils := signature.Attribute{Type: signature.TypeSNILS, Text: "12345678964"}
	of := func(kind, text string) []signature.Attribute {
		return []signature.Attribute{{Type: kind, Text: text}, snils}
	}
	for name, c := range map[string]struct {
		attributes []signature.Attribute
		reason     error
	}{
		"a SNILS alone":                     {[]signature.Attribute{snils}, nil},
		"nothing":                           {nil, signature.ErrNoSNILS},
		"two":                               {[]signature.Attribute{snils, snils}, signature.ErrTwoSNILS},
		"an empty one":                      {[]signature.Attribute{{Type: signature.TypeSNILS}}, signature.ErrSNILS},
		"digits of another script":          {[]signature.Attribute{{Type: signature.TypeSNILS, Text: "١٢٣٤٥٦٧٨٩٦٤"}}, signature.ErrSNILS},
		"what nobody reads, twice":          {append(of("2.5.4.6", "RU"), of("2.5.4.6", "\x00")[0]), nil},
		"an INN of an organisation":         {of(signature.TypeINN, "7707083893"), signature.ErrSubject},
		"an INN with spaces":                {of(signature.TypeINN, "5001 0073 2259"), signature.ErrSubject},
		"a person's INN of an organisation": {of(signature.TypeOrganisationINN, "500100732259"), signature.ErrSubject},
		"both INN of one organisation": {append(of(signature.TypeINN, "007707083893"),
			signature.Attribute{Type: signature.TypeOrganisationINN, Text: "7707083893"}), nil},
		"a name with a line break":      {of(signature.TypeSurname, "Ёлкина\nПетрова"), signature.ErrSubject},
		"a name turned round":           {of(signature.TypeCommonName, "Ёлкина\u202e"), signature.ErrSubject},
		"a name that is no text":        {of(signature.TypeGivenNames, "\xff"), signature.ErrSubject},
		"an empty name":                 {of(signature.TypeSurname, ""), signature.ErrSubject},
		"the longest name":              {of(signature.TypeOrganisation, strings.Repeat("я", 1024)), nil},
		"a name longer than that":       {of(signature.TypeOrganisation, strings.Repeat("я", 1025)), signature.ErrSubject},
		"an OGRN of a sole trader":      {of(signature.TypeOGRN, "304500116000157"), signature.ErrSubject},
		"an OGRNIP with one digit more": {of(signature.TypeOGRNIP, "3045001160001570"), signature.ErrSubject},
	} {
		t.Run(name, func(t *testing.T) {
			subject, err := signature.ReadSubject(c.attributes)
			require.ErrorIs(t, err, c.reason)
			assert.Equal(t, c.reason != nil, subject == signature.Subject{})
		})
	}
	_, err := signature.ReadSubject(of(signature.TypeINN, "1"))
	assert.Equal(t, "INN", fault.All(err)[0].Args["field"])
}
