package confirmation_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// A service works inside units of work of its caller, so that a proof and what it proves are written
// together. The letter is for whoever sends messages.
func Example() {
	ctx := context.Background()
	office := newOffice(new(testing.T)) // a store in memory and an account "anna"
	service, engine := office.Service, office.engine
	phone, _ := person.ParsePhoneOrEmail("8 (916) 123-45-67")

	var receipt confirmation.Receipt
	err := engine.Do(ctx, func(ctx context.Context, unit *es.Unit) (err error) {
		receipt, err = service.Ask(ctx, unit, "challenge", confirmation.Question{
			Account: "anna", Purpose: confirmation.ForRegistration, Contact: phone, Language: "ru",
		})
		return err
	})
	fmt.Println("asked by", receipt.Kind, err)

	letter, ok, err := service.Letter(ctx, receipt.Challenge, receipt.Send)
	fmt.Println("a code of", len(letter.Code), "digits for", letter.Contact, ok, err)

	for _, typed := range []string{"no code", strings.Join(strings.Split(letter.Code, ""), " "), letter.Code} {
		var verdict confirmation.Verdict
		err := engine.Do(ctx, func(ctx context.Context, unit *es.Unit) (err error) {
			verdict, err = service.Judge(ctx, unit, confirmation.Answer{Challenge: receipt.Challenge, Code: typed})
			return err // the verdict is no error: a wrong answer is counted
		})
		var wrong *confirmation.Wrong
		switch {
		case err != nil:
			fmt.Println(err)
		case errors.As(verdict.Refusal, &wrong):
			fmt.Println("wrong,", wrong.TriesLeft, "tries left")
		case verdict.Refusal != nil:
			fmt.Println(verdict.Refusal)
		default:
			fmt.Println("proved for", verdict.Proof.Account)
		}
	}
	// Output:
	// asked by phone <nil>
	// a code of 6 digits for +7 *** ***-**-67 true <nil>
	// wrong, 4 tries left
	// proved for anna
	// confirmation.used: This code has been used already
}

// What a person types comes in many shapes.
func ExampleAlphabet_Normalise() {
	fmt.Println(confirmation.Decimal.Normalise(" ０１２ — 345 "))
	fmt.Println(confirmation.Crockford.Normalise("7kx4-oil9"))
	// Output:
	// 012345
	// 7KX40119
}
