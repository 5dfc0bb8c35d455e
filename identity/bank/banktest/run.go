package banktest

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/person"
)

// Run shows the whole contract, each part as a subtest. newHarness is called once per subtest and releases by
// t.Cleanup what it took.
func Run(t *testing.T, newHarness func(t *testing.T) Harness) {
	for _, promise := range []struct {
		name string
		show func(s suite)
	}{
		{"the banks are listed", lists},
		{"an assertion tells who the client is", tells},
		{"an assertion prints masked", masks},
		{"what a bank does not know is left out", optional},
		{"every flaw has its own refusal", flaws},
		{"a bank that is not trusted is refused", unknown},
		{"the assertion of another bank is refused", otherBank},
		{"an assertion counts in its time only", validity},
		{"another audience is refused", audience},
		{"what is missing is refused", missing},
		{"values that cannot be right are refused", values},
		{"what is no assertion is refused", garbage},
		{"a changed assertion tells nobody", tampered},
		{"trouble with keys passes", down},
		{"a call ends when its context does", cancelled},
		{"calls run side by side", concurrent},
	} {
		t.Run(promise.name, func(t *testing.T) { promise.show(suite{t, newHarness(t)}) })
	}
}

type suite struct {
	*testing.T
	Harness
}

// terms are those the suite presents assertions under.
var terms = bank.Validity{Longest: 5 * time.Minute, Skew: 30 * time.Second}

func (s suite) bank() bank.Bank {
	s.Helper()
	for _, b := range s.Assertions.Banks() {
		if b.ID == s.Bank {
			return b
		}
	}
	s.Fatalf("the bank %q is not listed", s.Bank)
	return bank.Bank{}
}

func (s suite) order(changes ...func(*Order)) Order {
	s.Helper()
	order := Order{
		Bank: s.Bank, Subject: "client-17", Audience: s.bank().Audience, Nonce: "n-0S6_WzA2Mj",
		IssuedAt: s.At, ExpiresAt: s.At.Add(2 * time.Minute), Identity: Anna(),
	}
	for _, change := range changes {
		change(&order)
	}
	return order
}

func (s suite) verify(text string, at time.Time) (bank.Assertion, error) {
	return s.Assertions.Verify(s.Context(), bank.Presented{Bank: s.Bank, Text: text, At: at, Validity: terms})
}

// refused shows that an assertion is refused for a reason, and that nothing personal is in the error.
func (s suite) refused(text string, at time.Time, reason error, because any) {
	s.Helper()
	assertion, err := s.verify(text, at)
	require.ErrorIs(s, err, reason, because)
	require.ErrorIs(s, err, fault.Refused, because)
	require.Zero(s, assertion, because)
	hides(s.T, err.Error())
}

func hides(t *testing.T, printed string) {
	t.Helper()
	for _, secret := range secrets {
		assert.NotContains(t, printed, secret)
	}
}

func lists(s suite) {
	banks := s.Assertions.Banks()
	require.GreaterOrEqual(s, len(banks), 2)
	seen := map[string]bool{}
	for _, b := range banks {
		assert.NotEmpty(s, b.ID)
		assert.NotEmpty(s, b.Audience)
		assert.NotEmpty(s, b.Name.Russian)
		assert.NotEmpty(s, b.Name.English)
		assert.False(s, seen[b.ID], "listed twice")
		seen[b.ID] = true
	}
	assert.True(s, seen[s.Bank] && seen[s.Other] && s.Bank != s.Other)
}

func tells(s suite) {
	assertion, err := s.verify(s.Sign(s.T, s.order()), s.At)
	require.NoError(s, err)
	assert.Equal(s, s.Bank, assertion.Bank)
	assert.Equal(s, "client-17", assertion.Subject.Reveal())
	assert.Equal(s, s.bank().Audience, assertion.Audience)
	assert.Equal(s, "n-0S6_WzA2Mj", assertion.Nonce)
	assert.True(s, s.At.Equal(assertion.IssuedAt))
	assert.True(s, s.At.Add(2*time.Minute).Equal(assertion.ExpiresAt))
	want, err := bank.ParseIdentity(Anna())
	require.NoError(s, err)
	assert.Equal(s, want, assertion.Identity)
}

func masks(s suite) {
	text := s.Sign(s.T, s.order())
	assertion, err := s.verify(text, s.At)
	require.NoError(s, err)
	presented := bank.Presented{Bank: s.Bank, Text: text}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "assertion", assertion, "identity", assertion.Identity, "presented", presented)
	hides(s.T, log.String())
	assert.NotContains(s, log.String(), text)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		printed := fmt.Sprintf(strings.Repeat(verb+" ", 4), assertion, assertion.Identity, []any{assertion.Subject}, presented)
		hides(s.T, printed)
		assert.NotContains(s, printed, text)
	}
}

func optional(s suite) {
	for name, drop := range map[string]func(*bank.IdentityForm){
		"patronymic": func(f *bank.IdentityForm) { f.Patronymic = "" },
		"INN":        func(f *bank.IdentityForm) { f.INN = "" },
		"SNILS":      func(f *bank.IdentityForm) { f.SNILS = "" },
		"document":   func(f *bank.IdentityForm) { f.DocumentKind, f.DocumentNumber = "", "" },
	} {
		form := Anna()
		drop(&form)
		want, err := bank.ParseIdentity(form)
		require.NoError(s, err)
		assertion, err := s.verify(s.Sign(s.T, s.order(func(o *Order) { o.Identity = form })), s.At)
		require.NoError(s, err, name)
		assert.Equal(s, want, assertion.Identity, name)
	}
	for kind, number := range map[person.DocumentKind]string{
		person.DocumentForeignPassport: "621234567", person.DocumentResidencePermit: "821234567",
	} {
		form := Anna()
		form.DocumentKind, form.DocumentNumber = kind, number
		assertion, err := s.verify(s.Sign(s.T, s.order(func(o *Order) { o.Identity = form })), s.At)
		require.NoError(s, err)
		assert.Equal(s, kind, assertion.Identity.Document.Kind())
		assert.Equal(s, number, assertion.Identity.Document.Number())
	}
}

func flaws(s suite) {
	for _, common := range Common {
		require.Contains(s, s.Flaws, common)
	}
	for _, flaw := range s.Flaws {
		s.refused(s.Sign(s.T, s.order(func(o *Order) { o.Flaw = flaw })), s.At, refusals[flaw], flaw)
	}
	_, err := s.verify(s.Sign(s.T, s.order()), s.At)
	require.NoError(s, err, "flawed assertions leave the sound ones alone")
}

func unknown(s suite) {
	text := s.Sign(s.T, s.order())
	for _, id := range []string{"", "no-bank", s.Bank + " ", strings.ToUpper(s.Bank)} {
		assertion, err := s.Assertions.Verify(s.Context(), bank.Presented{Bank: id, Text: text, At: s.At, Validity: terms})
		require.ErrorIs(s, err, bank.ErrUnknownBank, id)
		require.Zero(s, assertion)
	}
}

// otherBank: what another trusted bank has signed is not of the bank that was chosen, whoever is believed.
func otherBank(s suite) {
	text := s.Sign(s.T, s.order(func(o *Order) { o.Bank = s.Other }))
	assertion, err := s.verify(text, s.At)
	require.Error(s, err)
	require.Condition(s, func() bool { return refusedBy(err, bank.ErrOtherBank, bank.ErrSignature) }, err)
	require.Zero(s, assertion)
}

func refusedBy(err error, reasons ...fault.Fault) bool {
	for _, f := range fault.All(err) {
		for _, reason := range reasons {
			if f.Code == reason.Code {
				return true
			}
		}
	}
	return false
}

func validity(s suite) {
	sign := func(issued, expires time.Duration) string {
		return s.Sign(s.T, s.order(func(o *Order) { o.IssuedAt, o.ExpiresAt = s.At.Add(issued), s.At.Add(expires) }))
	}
	whole := sign(0, terms.Longest)
	for _, at := range []time.Duration{-terms.Skew, 0, terms.Longest, terms.Longest + terms.Skew - time.Nanosecond} {
		_, err := s.verify(whole, s.At.Add(at))
		require.NoError(s, err, at)
	}
	s.refused(whole, s.At.Add(-terms.Skew-time.Nanosecond), bank.ErrNotYetValid, "a moment early")
	s.refused(whole, s.At.Add(terms.Longest+terms.Skew), bank.ErrExpired, "a moment late")
	s.refused(whole, s.At.Add(24*time.Hour), bank.ErrExpired, "a day late")
	s.refused(sign(0, terms.Longest+time.Second), s.At, bank.ErrValidTooLong, "a second too long")
	s.refused(sign(-time.Hour, time.Minute), s.At, bank.ErrValidTooLong, "issued long ago, still counting")
	s.refused(sign(time.Hour, time.Hour+time.Minute), s.At, bank.ErrNotYetValid, "from tomorrow")
	s.refused(sign(0, 0), s.At, bank.ErrIncomplete, "over when it begins")
	s.refused(sign(0, -time.Minute), s.At, bank.ErrIncomplete, "over before it begins")
}

func audience(s suite) {
	for _, other := range []string{"", "another-portal", s.bank().Audience + "x", s.bank().Audience[1:]} {
		s.refused(s.Sign(s.T, s.order(func(o *Order) { o.Audience = other })), s.At, bank.ErrAudience, other)
	}
}

func missing(s suite) {
	for _, c := range []struct {
		name   string
		change func(*Order)
		reason error
	}{
		{"nonce", func(o *Order) { o.Nonce = "" }, bank.ErrNonceMissing},
		{"subject", func(o *Order) { o.Subject = "" }, bank.ErrIncomplete},
		{"issued at", func(o *Order) { o.IssuedAt = time.Time{} }, bank.ErrIncomplete},
		{"expires", func(o *Order) { o.ExpiresAt = time.Time{} }, bank.ErrIncomplete},
		{"family name", func(o *Order) { o.Identity.Family = "" }, bank.ErrIncomplete},
		{"given name", func(o *Order) { o.Identity.Given = "" }, bank.ErrIncomplete},
		{"birth date", func(o *Order) { o.Identity.BornOn = "" }, bank.ErrIncomplete},
		{"SNILS and document", func(o *Order) {
			o.Identity.SNILS, o.Identity.DocumentKind, o.Identity.DocumentNumber = "", "", ""
		}, bank.ErrIncomplete},
		{"kind of document", func(o *Order) { o.Identity.DocumentKind = "" }, bank.ErrIncomplete},
		{"number of document", func(o *Order) { o.Identity.DocumentNumber = "" }, bank.ErrIncomplete},
	} {
		s.refused(s.Sign(s.T, s.order(c.change)), s.At, c.reason, c.name)
	}
}

func values(s suite) {
	for name, change := range map[string]func(*bank.IdentityForm){
		"name":            func(f *bank.IdentityForm) { f.Family = "Ёлкина7" },
		"birth date":      func(f *bank.IdentityForm) { f.BornOn = "1975-02-30" },
		"SNILS":           func(f *bank.IdentityForm) { f.SNILS = "12345678965" },
		"INN":             func(f *bank.IdentityForm) { f.INN = "500100732258" },
		"organisation":    func(f *bank.IdentityForm) { f.INN = "7707083893" },
		"document":        func(f *bank.IdentityForm) { f.DocumentNumber = "450257348" },
		"kind":            func(f *bank.IdentityForm) { f.DocumentKind = "diploma" },
		"other document":  func(f *bank.IdentityForm) { f.DocumentKind = person.DocumentForeignPassport },
		"look-alike name": func(f *bank.IdentityForm) { f.Given = "Aннa" },
	} {
		form := Anna()
		change(&form)
		s.refused(s.Sign(s.T, s.order(func(o *Order) { o.Identity = form })), s.At, bank.ErrIncomplete, name)
	}
}

func garbage(s suite) {
	signed := s.Sign(s.T, s.order())
	for _, text := range []string{
		"", " ", ".", "..", "...", "null", "{}", "нет", "a.b.c", "\x00", signed + ".x", " " + signed, signed + "\n",
		strings.Repeat("A", 1<<20), strings.Repeat(".", 1<<20),
	} {
		s.refused(text, s.At, bank.ErrUnreadable, text[:min(len(text), 20)])
	}
}

// tampered: a text with one character changed is refused, or says the same.
func tampered(s suite) {
	signed := s.Sign(s.T, s.order())
	want, err := s.verify(signed, s.At)
	require.NoError(s, err)
	for i := range signed {
		changed := signed[:i] + string("Ab"[i%2]) + signed[i+1:]
		if changed == signed {
			continue
		}
		assertion, err := s.verify(changed, s.At)
		if err == nil {
			require.Equal(s, want, assertion, "character %d", i)
			continue
		}
		require.ErrorIs(s, err, fault.Refused, "character %d", i)
		require.Zero(s, assertion)
	}
	for length := 0; length < len(signed); length += 1 + length/20 {
		_, err := s.verify(signed[:length], s.At)
		require.ErrorIs(s, err, fault.Refused, length)
	}
}

func down(s suite) {
	text := s.Sign(s.T, s.order())
	s.Down()
	assertion, err := s.verify(text, s.At)
	require.ErrorIs(s, err, fault.Transient)
	require.NotErrorIs(s, err, fault.Refused)
	require.Zero(s, assertion)
	hides(s.T, err.Error())
}

func cancelled(s suite) {
	ctx, cancel := context.WithCancel(s.Context())
	cancel()
	_, err := s.Assertions.Verify(ctx, bank.Presented{Bank: s.Bank, Text: s.Sign(s.T, s.order()), At: s.At, Validity: terms})
	require.ErrorIs(s, err, context.Canceled)
}

func concurrent(s suite) {
	sound, flawed := s.Sign(s.T, s.order()), s.Sign(s.T, s.order(func(o *Order) { o.Flaw = Stranger }))
	var verifying sync.WaitGroup
	for range 8 {
		verifying.Go(func() {
			if _, err := s.verify(sound, s.At); err != nil {
				s.Error(err)
			}
			if _, err := s.verify(flawed, s.At); !refusedBy(err, bank.ErrSignature) {
				s.Error("believed", err)
			}
		})
	}
	verifying.Wait()
}
