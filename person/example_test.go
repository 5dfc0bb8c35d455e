package person_test

import (
	"fmt"

	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

func Example() {
	snils, err := person.ParseSNILS("123 456 789-64")
	fmt.Println(snils, err)
	fmt.Println(snils.Format())
	fmt.Println(snils.Reveal())

	_, err = person.ParseSNILS("123-456-789 12")
	fmt.Println(fault.At("snils", err))
	// Output:
	// ***-***-*** 64 <nil>
	// 123-456-789 64
	// 12345678964
	// refused: snils: person.snils.checksum: There is a typing mistake in the SNILS: its control number does not fit. Compare it with the document
}

func ExampleParseFullName() {
	_, err := person.ParseFullName("Иванoв", "", "Иванович") // one o is Latin
	for _, f := range fault.All(fault.At("name", err)) {
		fmt.Println(f.Path, f.Message(language.Russian))
		if name, ok := person.SuggestedName(f); ok {
			fmt.Println("?", name.Reveal())
		}
	}
	// Output:
	// name.family Здесь смешаны русские и латинские буквы, которые выглядят одинаково. Введите всё буквами одного алфавита
	// ? Иванов
	// name.given Заполните это поле
}

func ExamplePassportDocument_ValidOn() {
	born, _ := person.ParseDate("10.05.2006")
	today, _ := person.ParseDate("01.09.2026")
	document, err := person.ParsePassportDocument(person.PassportForm{
		Number: "45 20 573482", IssuedOn: "01.06.2020", Issuer: "ГУ МВД России по г. Москве",
		DivisionCode: "770-001", Birthplace: "г. Москва",
	}, today)
	fmt.Println(document, err)
	fmt.Println("valid:", document.ValidOn(today, born, person.DefaultPolicy()))
	// Output:
	// ** ** ***482 <nil>
	// valid: false
}
