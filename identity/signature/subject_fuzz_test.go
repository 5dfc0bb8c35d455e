package signature_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// Whatever a certificate names is read with exactly one SNILS, or refused, and never shown.
func FuzzReadSubject(f *testing.F) {
	f.Add("12345678964", "500100732259", "Ёлкина", "Анна Петровна", "7707083893")
	f.Add("1234567896", "007707083893", "", "\x00", "7707083893")
	f.Fuzz(func(t *testing.T, snils, inn, surname, given, organisation string) {
		attributes := []signature.Attribute{
			{Type: signature.TypeSNILS, Text: snils},
			{Type: signature.TypeINN, Text: inn},
			{Type: signature.TypeSurname, Text: surname},
			{Type: signature.TypeGivenNames, Text: given},
			{Type: signature.TypeOrganisationINN, Text: organisation},
		}
		subject, err := signature.ReadSubject(attributes)
		if err != nil {
			if !errors.Is(err, fault.Refused) || strings.Contains(err.Error(), snils) && len(snils) > 8 {
				t.Fatalf("%v", err)
			}
			return
		}
		if subject.SNILS.Reveal() != snils || subject.Surname.Reveal() != surname || subject.GivenNames.Reveal() != given {
			t.Fatalf("read otherwise: %q", snils)
		}
		if strings.Contains(fmt.Sprintf("%+v %#v", subject, subject), snils) {
			t.Fatal("shown")
		}
	})
}
