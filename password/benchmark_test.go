package password_test

import (
	"crypto/rand"
	"testing"

	"github.com/kabinet-go/kabinet/password"
)

func BenchmarkHash(b *testing.B) {
	for name, params := range map[string]password.Params{
		"default": password.DefaultParams(), "cheapest": password.CheapestParams(),
	} {
		b.Run(name, func(b *testing.B) {
			config := password.DefaultHasherConfig()
			config.Params = params
			hasher := newHasher(b, config, rand.Reader)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := hasher.Hash(b.Context(), "корова батарея"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	owner := password.NewContext("Рокоссовский", "k.rokossovsky@example.org", "+7 916 555-01-73")
	for name, text := range candidates() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_ = password.Modern().Check(text, owner)
			}
		})
	}
}

func BenchmarkStrength(b *testing.B) {
	owner := password.NewContext("Рокоссовский", "k.rokossovsky@example.org", "+7 916 555-01-73")
	for name, text := range candidates() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				_ = password.Modern().Strength(text, owner)
			}
		})
	}
}

func candidates() map[string]string {
	all := map[string]string{"ordinary": "рыба идёт 2 пешком", "random": "xK9$mq2!vL"}
	for name, text := range hostile() {
		all["hostile/"+name] = text[:min(len(text), 4096)]
	}
	return all
}
