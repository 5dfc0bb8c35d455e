package bank

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// adapter answers as the test says.
type adapter struct {
	banks  []Bank
	verify func(ctx context.Context, p Presented) (Assertion, error)
}

func (a adapter) Banks() []Bank { return a.banks }

func (a adapter) Verify(ctx context.Context, p Presented) (Assertion, error) { return a.verify(ctx, p) }

var (
	at    = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	trust = []Bank{{ID: "b", Audience: "portal"}, {ID: "c", Audience: "portal"}}
)

func sound(t *testing.T) Assertion {
	t.Helper()
	name, err := person.ParseFullName("Ёлкина", "Анна", "")
	require.NoError(t, err)
	born, err := person.ParseDate("1975-05-09")
	require.NoError(t, err)
	snils, err := person.ParseSNILS("12345678964")
	require.NoError(t, err)
	return Assertion{
		Bank: "b", Subject: NewSubject("s"), Audience: "portal", Nonce: "n", IssuedAt: at, ExpiresAt: at.Add(time.Minute),
		Identity: Identity{Name: name, BornOn: born, SNILS: snils},
	}
}

// What an adapter lets through against its contract is not believed.
func TestFrontBelievesTheContractOnly(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Assertion)
		reason error
	}{
		"of another bank":      {func(a *Assertion) { a.Bank = "c" }, ErrOtherBank},
		"for somebody else":    {func(a *Assertion) { a.Audience = "portal2" }, ErrAudience},
		"without a nonce":      {func(a *Assertion) { a.Nonce = "" }, ErrNonceMissing},
		"without a subject":    {func(a *Assertion) { a.Subject = NewSubject(" ") }, ErrIncomplete},
		"out of time":          {func(a *Assertion) { a.ExpiresAt = at.Add(-time.Minute); a.IssuedAt = at.Add(-2 * time.Minute) }, ErrExpired},
		"for too long":         {func(a *Assertion) { a.ExpiresAt = at.Add(time.Hour) }, ErrValidTooLong},
		"from later on":        {func(a *Assertion) { a.IssuedAt, a.ExpiresAt = at.Add(time.Minute), at.Add(2*time.Minute) }, ErrNotYetValid},
		"without an end":       {func(a *Assertion) { a.ExpiresAt = time.Time{} }, ErrIncomplete},
		"without a beginning":  {func(a *Assertion) { a.IssuedAt = time.Time{} }, ErrIncomplete},
		"without a name":       {func(a *Assertion) { a.Identity.Name = person.FullName{} }, ErrIncomplete},
		"without a birth date": {func(a *Assertion) { a.Identity.BornOn = person.Date{} }, ErrIncomplete},
		"of a namesake":        {func(a *Assertion) { a.Identity.SNILS = person.SNILS{} }, ErrIncomplete},
	} {
		assertion := sound(t)
		c.change(&assertion)
		f, err := newFront(adapter{trust, func(context.Context, Presented) (Assertion, error) { return assertion, nil }}, DefaultPolicy())
		require.NoError(t, err)
		given, err := f.verify(t.Context(), "b", "text", at)
		require.ErrorIs(t, err, c.reason, name)
		assert.Zero(t, given, name)
	}
}

func TestFrontGivesTheTermsOfThePolicy(t *testing.T) {
	policy := DefaultPolicy()
	policy.Validity = Validity{Longest: time.Minute, Skew: time.Second}
	assertion := sound(t)
	f, err := newFront(adapter{trust, func(_ context.Context, p Presented) (Assertion, error) {
		assert.Equal(t, Presented{Bank: "b", Text: "text", At: at, Validity: policy.Validity}, p)
		return assertion, nil
	}}, policy)
	require.NoError(t, err)
	_, err = f.verify(t.Context(), "b", "text", at)
	require.NoError(t, err)
	assertion.ExpiresAt = at.Add(time.Minute + time.Second)
	_, err = f.verify(t.Context(), "b", "text", at)
	require.ErrorIs(t, err, ErrValidTooLong)
}

// What is too large never reaches an adapter, nor what is of a bank that is not trusted.
func TestFrontBoundsTheText(t *testing.T) {
	called := 0
	f, err := newFront(adapter{trust, func(context.Context, Presented) (Assertion, error) {
		called++
		return sound(t), nil
	}}, DefaultPolicy())
	require.NoError(t, err)
	_, err = f.verify(t.Context(), "b", string(make([]byte, longest+1)), at)
	require.ErrorIs(t, err, ErrUnreadable)
	_, err = f.verify(t.Context(), "b", "", at)
	require.ErrorIs(t, err, ErrUnreadable)
	_, err = f.verify(t.Context(), "d", "text", at)
	require.ErrorIs(t, err, ErrUnknownBank)
	assert.Zero(t, called)
	_, err = f.verify(t.Context(), "b", string(make([]byte, longest)), at)
	require.NoError(t, err)
}

func TestFrontPutsErrorsOnTheirAxes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, c := range map[string]struct {
			verify func(ctx context.Context) error
			axis   error
		}{
			"a refusal":     {func(context.Context) error { return ErrSignature }, ErrSignature},
			"transient":     {func(context.Context) error { return fault.AsTransient(errors.New("x")) }, fault.Transient},
			"permanent":     {func(context.Context) error { return fault.AsPermanent(errors.New("x")) }, fault.Permanent},
			"on no axis":    {func(context.Context) error { return errors.New("Ёлкина") }, fault.Permanent},
			"a panic":       {func(context.Context) error { panic("Ёлкина") }, fault.Permanent},
			"silence":       {func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, fault.Transient},
			"a late answer": {func(context.Context) error { time.Sleep(time.Minute); return nil }, fault.Transient},
			"a late no":     {func(context.Context) error { time.Sleep(time.Minute); return ErrSignature }, fault.Transient},
		} {
			f, err := newFront(adapter{trust, func(ctx context.Context, _ Presented) (Assertion, error) {
				return sound(t), c.verify(ctx)
			}}, DefaultPolicy())
			require.NoError(t, err)
			given, err := f.verify(t.Context(), "b", "text", at)
			require.ErrorIs(t, err, c.axis, name)
			assert.NotContains(t, err.Error(), "Ёлкина", name)
			assert.Zero(t, given, name)

			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, err = f.verify(ctx, "b", "text", at)
			require.ErrorIs(t, err, context.Canceled, name)
		}
	})
}

func TestNewRefusesBanksThatCannotBe(t *testing.T) {
	for name, banks := range map[string][]Bank{
		"twice":       {{ID: "b", Audience: "x"}, {ID: "b", Audience: "y"}},
		"no id":       {{Audience: "x"}},
		"odd id":      {{ID: "Банк", Audience: "x"}},
		"no audience": {{ID: "b"}},
	} {
		_, err := newFront(adapter{banks: banks}, DefaultPolicy())
		require.ErrorIs(t, err, fault.Permanent, name)
	}
	_, err := New(Config{})
	require.ErrorIs(t, err, fault.Permanent)
}

func TestPolicyValidate(t *testing.T) {
	require.NoError(t, DefaultPolicy().Validate())
	for name, change := range map[string]func(*Policy){
		"short request": func(p *Policy) { p.RequestFor = 5*time.Minute - 1 },
		"long request":  func(p *Policy) { p.RequestFor = 15*time.Minute + 1 },
		"no requests":   func(p *Policy) { p.RequestsPerDay = 0 },
		"no replies":    func(p *Policy) { p.RepliesPerRequest = 0 },
		"no time":       func(p *Policy) { p.Timeout = 0 },
		"no validity":   func(p *Policy) { p.Validity = Validity{} },
		"wide skew":     func(p *Policy) { p.Validity.Skew = p.Validity.Longest + 1 },
		"negative skew": func(p *Policy) { p.Validity.Skew = -1 },
	} {
		p := DefaultPolicy()
		change(&p)
		require.ErrorIs(t, p.Validate(), fault.Permanent, name)
	}
	for _, whole := range []time.Duration{shortestRequest, longestRequest} {
		p := DefaultPolicy()
		p.RequestFor = whole
		require.NoError(t, p.Validate())
	}
}
