package password_test

import (
	"context"
	"crypto/rand"
	"fmt"

	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/password"
)

// A refusal names every broken rule, in the person's language.
func ExamplePolicy_Check() {
	owner := password.NewContext("Юрий", "Гагарин", "+7 916 555-01-73")
	err := password.PortalGuide().Check("весна", owner)
	for _, f := range fault.All(err) {
		fmt.Println(f.Code, "—", f.Message(language.Russian))
	}
	// Output:
	// password.too-short — Пароль слишком короткий. Наименьшее число символов: 8
	// password.needs-upper — Добавьте в пароль хотя бы одну заглавную букву
	// password.needs-digit — Добавьте в пароль хотя бы одну цифру (0–9)
	// password.needs-sign — Добавьте в пароль хотя бы один из знаков: ! @ # $ % ^ & * ( ) - _ + =
}

// The hint under the field, while the person types.
func ExamplePolicy_Strength() {
	owner := password.NewContext("Юрий", "Гагарин")
	for _, typed := range []string{"gfhjkm123", "гагарин и космос", "рыба идёт пешком в горы"} {
		estimate := password.Modern().Strength(typed, owner)
		fmt.Print(estimate.Score)
		for _, hint := range estimate.Hints[:min(1, len(estimate.Hints))] {
			fmt.Print(" ", hint.Message(language.English))
		}
		fmt.Println()
	}
	// Output:
	// 0 This password is among the first to be guessed
	// 1 Do not use your name, phone or e-mail address
	// 4
}

// Registration hashes; sign-in verifies and, where the costs have changed, hashes anew.
func ExampleHasher() {
	ctx := context.Background()
	config := password.DefaultHasherConfig()
	config.Params = password.CheapestParams() // in a test only
	hasher, err := password.NewHasher(config, rand.Reader)
	if err != nil {
		fmt.Println(err)
		return
	}
	hash, err := hasher.Hash(ctx, "рыба идёт пешком в горы")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(hash)

	ok, needsRehash, err := hasher.Verify(ctx, hash, "рыба идёт пешком в горы")
	fmt.Println(ok, needsRehash, err)
	ok, _, err = hasher.Verify(ctx, hash, "рыба идет пешком в горы")
	fmt.Println(ok, err)
	fmt.Println(hasher.VerifyNone(ctx, "рыба идёт пешком в горы")) // the login is unknown
	// Output:
	// password hash ***
	// true false <nil>
	// false <nil>
	// <nil>
}
