package registration_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/registration"
)

// The whole way from nothing to a simplified account.
func Example() {
	ctx := context.Background()
	desk := newDesk(new(testing.T)) // a service over a store in memory

	receipt, err := desk.Register(ctx, registration.Register{
		Key:     "drawn at random for each form",
		Name:    registration.Name{Family: "Ёлкина", Given: "Анна"},
		Contact: "8 (916) 123-45-67",
		Consents: []registration.Consent{
			{Purpose: account.Terms, Version: "2026-01"}, {Purpose: account.PersonalData, Version: "2026-01"},
		},
	})
	fmt.Println("a code goes to the", receipt.Kind, err)

	code := desk.letter(receipt).Code // read in the SMS
	confirmed, err := desk.Confirm(ctx, registration.Confirm{
		Key: "drawn at random for each form", Challenge: receipt.Challenge, Code: code,
	})
	fmt.Println("next:", confirmed.Next, err)

	completed, err := desk.SetPassword(ctx, registration.SetPassword{
		Grant: confirmed.Grant, Password: "тихий омут и семь журавлей",
	})
	fmt.Println("level:", completed.Level, err)
	// Output:
	// a code goes to the phone <nil>
	// next: set-password <nil>
	// level: simplified <nil>
}

// A refusal lists everything that is wrong, with the path of the field, a stable code and a message for
// people.
func ExampleService_Register_refusal() {
	desk := newDesk(new(testing.T))
	_, err := desk.Register(context.Background(), registration.Register{
		Name:    registration.Name{Family: "Ёлкина"},
		Contact: "8 800 555-35-35",
		Consents: []registration.Consent{
			{Purpose: account.Terms, Version: "2026-01"},
		},
	})
	fmt.Println(errors.Is(err, fault.Refused))
	for _, f := range fault.All(err) {
		fmt.Println(f.Path, f.Code)
		fmt.Println("  ", f.Message(language.Russian))
	}
	// Output:
	// true
	// name.given person.text.empty
	//    Заполните это поле
	// contact registration.phone-without-sms
	//    На этот номер нельзя отправить SMS: укажите мобильный телефон или электронную почту
	// consents.personal-data account.consent-required
	//    Без этого согласия зарегистрироваться нельзя: прочитайте текст и отметьте его
}

// A wrong answer tells how many tries are left.
func ExampleService_Confirm_wrong() {
	ctx := context.Background()
	desk := newDesk(new(testing.T))
	receipt := desk.register("anna@example.ru")

	_, err := desk.Confirm(ctx, registration.Confirm{Challenge: receipt.Challenge, Code: "no code"})
	var wrong *confirmation.Wrong
	if errors.As(err, &wrong) {
		fmt.Println(wrong.TriesLeft, "tries left")
	}
	// Output: 4 tries left
}

// An interrupted registration goes on from where it stopped, by its contact alone.
func ExampleService_Resume() {
	ctx := context.Background()
	desk := newDesk(new(testing.T), eager)
	desk.register("anna@example.ru") // and the browser is closed

	receipt, _ := desk.Resume(ctx, registration.Resume{Contact: "anna@example.ru"})
	token := desk.letter(receipt).Token // in the link of the e-mail
	confirmed, err := desk.Confirm(ctx, registration.Confirm{Challenge: receipt.Challenge, Token: token})
	fmt.Println(confirmed.Next, err)
	// Output: set-password <nil>
}
