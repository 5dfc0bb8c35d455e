package otel_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	kabinetotel "github.com/kabinet-go/kabinet/adapters/otel"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

func form() profile.Form {
	return profile.Form{
		Name: profile.NameForm{Family: "Ёлкина", Given: "Анна", Patronymic: "Сергеевна"},
		Sex:  "ж", BornOn: "09.05.1975", Citizenship: "ru",
		Document: person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: "45 02 573482", IssuedOn: "01.06.1997",
			Issuer: "ОВД района Арбат г. Москвы", DivisionCode: "773-045", Birthplace: "г. Москва",
		},
		SNILS: "123-456-789 64", INN: "500100732259",
	}
}

// personal is what must not be found in any span, however it is written.
var personal = []string{
	"Ёлкина", "Анна", "Сергеевна", "1975", "573482", "4502", "123-456-789", "12345678964", "500100732259", "Арбат", "79161234567",
}

// traced is a portal whose registries are traced, with one person on it who is known to the registries.
type traced struct {
	portaltest.Portal
	id    string
	spans *tracetest.InMemoryExporter
}

func start(t *testing.T) traced {
	t.Helper()
	spans := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	observer, err := kabinetotel.NewObserver(provider)
	require.NoError(t, err)
	set := memory.New()
	set.Observer = observer
	known, err := profile.DefaultPolicy().Parse(form(), person.DateOf(time.Now()))
	require.NoError(t, err)
	set.Registry.Know(known)
	k := portaltest.New(t, set.Ports, portaltest.Patient)
	portaltest.Run(t, k)
	p := portaltest.Portal{Kabinet: k, Set: set}
	return traced{p, p.Person(t, portaltest.Phone), spans}
}

// named returns the spans of that name, and reports anything personal in any of them.
func (s traced) named(t *testing.T, name string) []tracetest.SpanStub {
	t.Helper()
	var found []tracetest.SpanStub
	for _, span := range s.spans.GetSpans() {
		text := fmt.Sprint(span.Name, span.Attributes, span.Events, span.Links, span.Status, span.Resource, span.InstrumentationScope)
		for _, word := range append(personal, s.id) {
			assert.NotContains(t, text, word)
		}
		if span.Name == name {
			found = append(found, span)
		}
	}
	return found
}

func attributes(span tracetest.SpanStub) map[string]string {
	all := map[string]string{}
	for _, a := range span.Attributes {
		all[string(a.Key)] = a.Value.String()
	}
	return all
}

// The calls of the registries become spans with outcome or reason, as long as the calls were, and nothing
// of the person is in them.
func TestSpansOfAVerification(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t)
		s.Registry.Behave(verification.DocumentCheck, memory.Behaviour{Delay: 3 * time.Second})
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Ticket: 10 * time.Minute})
		s.Registry.Behave(verification.INNCheck, memory.Behaviour{Down: fault.AsTransient(errors.New("Ёлкина is unknown"))})
		require.NoError(t, s.Verification.Submit(t.Context(), s.id, form()))
		time.Sleep(2 * time.Minute)

		document := s.named(t, "ask document")
		require.Len(t, document, 1)
		assert.Equal(t, trace.SpanKindClient, document[0].SpanKind)
		assert.Equal(t, map[string]string{
			"kabinet.registry.check": "document", "kabinet.registry.call": "ask", "kabinet.registry.outcome": "matched",
		}, attributes(document[0]))
		assert.Equal(t, codes.Unset, document[0].Status.Code)
		assert.Equal(t, 3*time.Second, document[0].EndTime.Sub(document[0].StartTime))
		assert.Equal(t, "github.com/kabinet-go/kabinet/adapters/otel", document[0].InstrumentationScope.Name)

		inn := s.named(t, "ask inn")
		require.NotEmpty(t, inn)
		assert.Equal(t, sdktrace.Status{Code: codes.Error, Description: "down"}, inn[0].Status)
		assert.Equal(t, "down", attributes(inn[0])["error.type"])
		assert.NotContains(t, attributes(inn[0]), "kabinet.registry.outcome")

		s.Registry.Behave(verification.INNCheck, memory.Behaviour{})
		time.Sleep(time.Hour)
		standing, err := s.Verification.Standing(t.Context(), s.id)
		require.NoError(t, err)
		require.Equal(t, account.Standard, standing.Level)
		asked, polled := s.named(t, "ask snils"), s.named(t, "poll snils")
		require.Len(t, asked, 1)
		require.Len(t, polled, 1)
		assert.Equal(t, "pending", attributes(asked[0])["kabinet.registry.outcome"])
		assert.Equal(t, "matched", attributes(polled[0])["kabinet.registry.outcome"])

		_, err = s.Verification.FindINN(t.Context(), s.id, form())
		require.NoError(t, err)
		require.Len(t, s.named(t, "look-up inn"), 1)
	})
}

// A registry that is left alone is seen by the changes of its breaker, and by calls that were not made.
func TestSpansOfABreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t)
		s.Registry.Behave(verification.INNCheck, memory.Behaviour{Delay: time.Hour})
		_, err := s.Verification.FindINN(t.Context(), s.id, form())
		require.ErrorIs(t, err, fault.Transient)
		for range 4 {
			time.Sleep(time.Hour)
			_, err = s.Verification.FindINN(t.Context(), s.id, form())
			require.ErrorIs(t, err, fault.Transient)
		}
		s.Registry.Behave(verification.INNCheck, memory.Behaviour{})
		_, err = s.Verification.FindINN(t.Context(), s.id, form())
		require.ErrorIs(t, err, fault.Transient)
		time.Sleep(time.Hour)
		_, err = s.Verification.FindINN(t.Context(), s.id, form())
		require.NoError(t, err)

		var reasons, moves []string
		for _, span := range s.named(t, "look-up inn") {
			reasons = append(reasons, attributes(span)["error.type"])
		}
		assert.Equal(t, []string{"slow", "slow", "slow", "slow", "slow", "broken", ""}, reasons)
		for _, span := range s.named(t, "breaker inn") {
			moves = append(moves, attributes(span)["kabinet.breaker.from"]+" "+attributes(span)["kabinet.breaker.to"])
		}
		assert.Equal(t, []string{"closed open", "open half-open", "half-open closed"}, moves)
	})
}

// A call belongs to the trace of whoever asked, also when they did not wait; what the adapter does belongs
// to the call.
func TestSpansAreConnected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t)
		provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(s.spans))
		ctx, page := provider.Tracer("portal").Start(t.Context(), "page")
		s.Registry.Behave(verification.INNCheck, memory.Behaviour{Delay: time.Minute})
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		_, err := s.Verification.FindINN(ctx, s.id, form())
		require.ErrorIs(t, err, context.DeadlineExceeded)
		page.End()

		call := s.named(t, "look-up inn")
		require.Len(t, call, 1)
		assert.Equal(t, page.SpanContext().SpanID(), call[0].Parent.SpanID())
		assert.Equal(t, codes.Unset, call[0].Status.Code)
		assert.Contains(t, call[0].Attributes, attribute.Bool("kabinet.registry.given_up", true))

		observer, err := kabinetotel.NewObserver(provider)
		require.NoError(t, err)
		inside, done := observer.Calling(t.Context(), verification.Call{Check: verification.SNILSCheck, Kind: verification.Asking})
		assert.True(t, trace.SpanContextFromContext(inside).IsValid())
		done(verification.Result{})
	})
}

func TestNoProvider(t *testing.T) {
	_, err := kabinetotel.NewObserver(nil)
	require.ErrorIs(t, err, fault.Permanent)
	require.True(t, strings.HasPrefix(err.Error(), "otel: "))
}
