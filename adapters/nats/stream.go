package nats

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/kabinet-go/kabinet/fault"
)

// ErrIncompatible says that a stream of the configured name exists and cannot keep the promises of this
// package, or is not what the configuration says. It is on the axis fault.Permanent; the text names every field.
var ErrIncompatible = fault.AsPermanent(errors.New("the existing stream does not fit; change its settings or the configuration, or name another stream"))

// provision creates the stream, or checks the one there is, and returns its number of lanes.
func provision(ctx context.Context, js jetstream.JetStream, config Config) (lanes int, err error) {
	for {
		existing, err := js.Stream(ctx, config.Stream)
		if err == nil {
			return compatible(existing.CachedInfo().Config, config)
		}
		if !errors.Is(err, jetstream.ErrStreamNotFound) {
			return 0, translate(err, "looking for stream "+config.Stream)
		}
		_, err = js.CreateStream(ctx, wanted(config))
		if err == nil {
			return config.lanes(), nil
		}
		// Somebody else created it at the same moment.
		if !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
			return 0, translate(err, "creating stream "+config.Stream)
		}
	}
}

// wanted is the stream as it is created. It refuses events rather than drop old ones, should somebody
// limit its size later.
func wanted(config Config) jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name:        config.Stream,
		Description: "Events of Kabinet: prefix.topic.lane",
		Subjects:    subjects(config.Prefix, config.lanes()),
		Retention:   jetstream.LimitsPolicy,
		Discard:     jetstream.DiscardNew,
		Storage:     jetstream.FileStorage,
		Replicas:    config.replicas(),
		MaxAge:      config.MaxAge,
		Duplicates:  config.duplicateWindow(),
	}
}

// compatible returns the number of lanes of a stream, or [ErrIncompatible] with all that is wrong.
func compatible(stream jetstream.StreamConfig, config Config) (lanes int, err error) {
	var problems []string
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			problems = append(problems, fmt.Sprintf(format, args...))
		}
	}
	lanes = len(stream.Subjects)
	demand(sameSet(stream.Subjects, subjects(config.Prefix, lanes)),
		"Subjects are %s, want %s.*.0 to %s.*.%d", strings.Join(stream.Subjects, " "), config.Prefix, config.Prefix, config.lanes()-1)
	demand(config.Lanes == 0 || config.Lanes == lanes, "Lanes (the number of Subjects) are %d, want %d", lanes, config.Lanes)
	demand(stream.Retention == jetstream.LimitsPolicy, "Retention is %s, want %s", stream.Retention, jetstream.LimitsPolicy)
	demand(stream.Storage == jetstream.FileStorage, "Storage is %s, want %s", stream.Storage, jetstream.FileStorage)
	demand(stream.MaxMsgsPerSubject <= 0, "MaxMsgsPerSubject is %d, want no limit", stream.MaxMsgsPerSubject)
	demand(stream.Discard == jetstream.DiscardNew || stream.MaxMsgs <= 0 && stream.MaxBytes <= 0,
		"Discard is %s beside MaxMsgs %d and MaxBytes %d, want %s, or no limits", stream.Discard, stream.MaxMsgs, stream.MaxBytes, jetstream.DiscardNew)
	demand(!stream.NoAck, "NoAck is set")
	demand(!stream.Sealed, "Sealed is set")
	demand(stream.Mirror == nil, "Mirror is set")
	demand(stream.SubjectTransform == nil, "SubjectTransform is set")
	demand(config.Replicas == 0 || config.Replicas == stream.Replicas, "Replicas are %d, want %d", stream.Replicas, config.Replicas)
	demand(config.MaxAge == 0 || config.MaxAge == stream.MaxAge, "MaxAge is %s, want %s", stream.MaxAge, config.MaxAge)
	demand(config.DuplicateWindow == 0 || config.DuplicateWindow == stream.Duplicates,
		"Duplicates is %s, want %s", stream.Duplicates, config.DuplicateWindow)
	if len(problems) > 0 {
		return 0, fmt.Errorf("nats: stream %s: %w: %s", config.Stream, ErrIncompatible, strings.Join(problems, "; "))
	}
	return lanes, nil
}

func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
