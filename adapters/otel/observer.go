package otel

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification"
)

// Observer implements [verification.Observer] by spans. Safe for concurrent use.
type Observer struct{ tracer trace.Tracer }

// scope names this package to whoever reads the spans.
const scope = "github.com/kabinet-go/kabinet/adapters/otel"

// NewObserver returns an observer whose spans go to the provider. Without one it is a fault.Permanent.
func NewObserver(provider trace.TracerProvider) (*Observer, error) {
	if provider == nil {
		return nil, fault.AsPermanent(errors.New("otel: a tracer provider is needed"))
	}
	return &Observer{tracer: provider.Tracer(scope)}, nil
}

// The attributes of the spans; see the package's documentation.
const (
	checkKey     = attribute.Key("kabinet.registry.check")
	callKey      = attribute.Key("kabinet.registry.call")
	outcomeKey   = attribute.Key("kabinet.registry.outcome")
	givenUpKey   = attribute.Key("kabinet.registry.given_up")
	errorTypeKey = attribute.Key("error.type")
	fromKey      = attribute.Key("kabinet.breaker.from")
	toKey        = attribute.Key("kabinet.breaker.to")
)

// Calling implements [verification.Observer].
func (o *Observer) Calling(ctx context.Context, call verification.Call) (context.Context, func(verification.Result)) {
	ctx, span := o.tracer.Start(ctx, string(call.Kind)+" "+string(call.Check),
		trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(checkKey.String(string(call.Check)), callKey.String(string(call.Kind))))
	return ctx, func(result verification.Result) {
		switch {
		case result.Reason != "":
			span.SetStatus(codes.Error, string(result.Reason))
			span.SetAttributes(errorTypeKey.String(string(result.Reason)))
		case result.Outcome != "":
			span.SetAttributes(outcomeKey.String(string(result.Outcome)))
		default:
			span.SetAttributes(givenUpKey.Bool(true))
		}
		span.End()
	}
}

// BreakerChanged implements [verification.Observer].
func (o *Observer) BreakerChanged(check verification.Check, from, to verification.BreakerState) {
	_, span := o.tracer.Start(context.Background(), "breaker "+string(check), trace.WithAttributes(
		checkKey.String(string(check)), fromKey.String(string(from)), toKey.String(string(to))))
	span.End()
}
