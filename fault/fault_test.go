package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
)

var (
	errShort = fault.Define("test.short", "Не короче {min}", "Not shorter than {min}")
	errTaken = fault.Define("test.taken", "Занято", "Taken")
)

func TestFaultPlacing(t *testing.T) {
	for _, c := range []struct {
		inner, outer, want string
	}{
		{"", "", ""},
		{"given", "", "given"},
		{"", "name", "name"},
		{"given", "name", "name.given"},
		{"[2]", "documents", "documents[2]"},
		{"[2].number", "documents", "documents[2].number"},
		{"number", "documents[0]", "documents[0].number"},
	} {
		assert.Equal(t, c.want, errShort.At(c.inner).At(c.outer).Path)
	}
	assert.Empty(t, errShort.Path, "the declared fault is untouched")
}

func TestFaultArgumentsAreCopied(t *testing.T) {
	one := errShort.With("min", 1)
	two := one.With("min", 2).With("more", true)
	assert.Equal(t, map[string]any{"min": 1}, one.Args)
	assert.Equal(t, map[string]any{"min": 2, "more": true}, two.Args)
	assert.Nil(t, errShort.Args)
}

func TestFaultTexts(t *testing.T) {
	f := errShort.With("min", 8)
	assert.Equal(t, "Не короче 8", f.Message(language.Russian))
	assert.Equal(t, "Not shorter than 8", f.Message(language.English))
	assert.Equal(t, "test.short: Not shorter than 8", f.Error())
	assert.Equal(t, "a.b: test.short: Not shorter than 8", f.At("a.b").Error())
}

func TestFaultIsItsCodeAndRefused(t *testing.T) {
	err := fmt.Errorf("wrapped: %w", errShort.With("min", 8).At("name"))
	require.ErrorIs(t, err, errShort)
	require.ErrorIs(t, err, fault.Refused)
	require.NotErrorIs(t, err, errTaken)
	require.NotErrorIs(t, err, fault.Transient)

	var f fault.Fault
	require.ErrorAs(t, err, &f)
	assert.Equal(t, "name", f.Path)
}

func TestJoinGathersEveryFault(t *testing.T) {
	err := fault.Join(nil, errShort.At("a"), fault.Join(errTaken.At("b"), errTaken.At("c")), nil)
	var refusal *fault.Refusal
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, []string{"a", "b", "c"}, paths(err))
	require.ErrorIs(t, err, errShort)
	require.ErrorIs(t, err, errTaken)
	require.ErrorIs(t, err, fault.Refused)
	assert.Equal(t, "refused: a: test.short: Not shorter than {min}; b: test.taken: Taken; c: test.taken: Taken", err.Error())
}

func TestJoinOfNothing(t *testing.T) {
	require.NoError(t, fault.Join())
	require.NoError(t, fault.Join(nil, nil))
}

func TestJoinLetsOtherErrorsWin(t *testing.T) {
	down := fault.AsTransient(errors.New("store is down"))
	err := fault.Join(errShort, down)
	require.ErrorIs(t, err, fault.Transient)
	require.NotErrorIs(t, err, fault.Refused)
	assert.Empty(t, fault.All(err))
}

func TestAtPlacesEveryFault(t *testing.T) {
	inner := fault.Join(errShort.At("given"), errTaken.At("[0].x"), errTaken)
	assert.Equal(t, []string{"name.given", "name[0].x", "name"}, paths(fault.At("name", inner)))
	assert.Equal(t, []string{"given", "[0].x", ""}, paths(inner), "the inner refusal is untouched")

	plain := errors.New("plain")
	assert.Same(t, plain, fault.At("name", plain))
	assert.NoError(t, fault.At("name", nil))
}

type wrongCode struct{ left int }

func (e wrongCode) Error() string      { return "wrong code" }
func (e wrongCode) Fault() fault.Fault { return errShort.With("min", e.left) }

func TestAllFindsFaultsWhereverTheyAre(t *testing.T) {
	tree := fmt.Errorf("outer: %w", errors.Join(
		errShort.At("a"),
		fmt.Errorf("inner: %w", wrongCode{left: 2}),
		errors.New("no fault"),
		fault.Join(errTaken.At("b")),
	))
	assert.Equal(t, []string{"a", "", "b"}, paths(tree))
	assert.Equal(t, 2, fault.All(tree)[1].Args["min"])
	assert.Nil(t, fault.All(nil))
	assert.Nil(t, fault.All(errors.New("plain")))
}

func TestAxes(t *testing.T) {
	cause := errors.New("connection reset")
	transient := fault.AsTransient(cause)
	require.ErrorIs(t, transient, fault.Transient)
	require.ErrorIs(t, transient, cause)
	require.NotErrorIs(t, transient, fault.Permanent)
	assert.Equal(t, "connection reset", transient.Error())
	assert.Same(t, transient, fault.AsTransient(transient), "already there")
	require.ErrorIs(t, fault.AsPermanent(cause), fault.Permanent)
	require.NoError(t, fault.AsTransient(nil))
	require.NoError(t, fault.AsPermanent(nil))
}

func TestInDoubtIsTransient(t *testing.T) {
	cause := errors.New("connection reset")
	doubt := fault.AsInDoubt(cause)
	require.ErrorIs(t, doubt, fault.InDoubt)
	require.ErrorIs(t, doubt, fault.Transient)
	require.ErrorIs(t, doubt, cause)
	assert.Equal(t, "connection reset", doubt.Error())
	assert.Same(t, doubt, fault.AsInDoubt(doubt), "already there")
	require.ErrorIs(t, fault.AsInDoubt(fault.AsTransient(cause)), fault.InDoubt)
	require.NotErrorIs(t, fault.AsTransient(cause), fault.InDoubt)
	require.NoError(t, fault.AsInDoubt(nil))
}

func paths(err error) []string {
	var paths []string
	for _, f := range fault.All(err) {
		paths = append(paths, f.Path)
	}
	return paths
}
