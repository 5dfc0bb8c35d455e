package post_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/letterpdf"
	"github.com/kabinet-go/kabinet/examples/portal/post"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/person"
)

func open(t *testing.T, dir string) *post.Post {
	t.Helper()
	p, err := post.Open(dir, letterpdf.Config{Portal: "Портал", Page: "portal.example/code"})
	require.NoError(t, err)
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func paper(t *testing.T, id string) letter.Paper {
	t.Helper()
	name, err := person.ParseFullName("Ёлкина", "Анна", "")
	require.NoError(t, err)
	address, err := person.DefaultPolicy().ParseAddress(person.AddressForm{
		Country: "RU", Postcode: "119002", Region: "г. Москва", City: "Москва", Street: "ул. Арбат", House: "1",
	})
	require.NoError(t, err)
	return letter.Paper{ID: id, Name: name, Address: address, Code: identity.NewCode("ABCDE12345"), ValidUntil: time.Now(), Language: "ru"}
}

func newest(t *testing.T, p *post.Post) []post.Letter {
	t.Helper()
	letters, err := p.Newest()
	require.NoError(t, err)
	return letters
}

func TestALetterTravels(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "letters")
	here, there := open(t, dir), open(t, dir)
	for _, p := range []*post.Post{here, there, here} {
		require.NoError(t, p.Print(t.Context(), paper(t, "L1")), "the same letter may come again")
	}
	require.NoError(t, there.Print(t.Context(), paper(t, "L2")))
	letters := newest(t, here)
	require.Len(t, letters, 2)
	assert.Equal(t, "L2", letters[0].ID, "the newest first")
	assert.Equal(t, "ABCDE 12345", letters[1].Code)
	path, ok, err := there.File("L1")
	require.NoError(t, err)
	require.True(t, ok)
	pdf, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "%PDF", string(pdf[:4]))
	_, ok, err = there.File("../keys")
	require.NoError(t, err)
	assert.False(t, ok)

	var heard []letter.State
	hear := func(news letter.News) error {
		assert.Equal(t, news.State == letter.Dispatched, !news.Number.IsZero())
		heard = append(heard, news.State)
		return nil
	}
	busy := errors.New("busy")
	require.ErrorIs(t, here.Move("L1", letter.Dispatched, func(letter.News) error { return busy }), busy)
	assert.Equal(t, letter.Printed, newest(t, there)[1].State, "what nobody took has not happened")
	require.ErrorIs(t, here.Move("L1", letter.HandedOver, hear), post.ErrMove)
	require.ErrorIs(t, here.Move("L3", letter.Dispatched, hear), post.ErrMove)
	for i, to := range []letter.State{letter.Dispatched, letter.AtOffice, letter.HandedOver} {
		require.NoError(t, []*post.Post{here, there}[i%2].Move("L1", to, hear))
	}
	assert.Equal(t, []letter.State{letter.Dispatched, letter.AtOffice, letter.HandedOver}, heard)
	letters = newest(t, open(t, dir))
	assert.Equal(t, letter.HandedOver, letters[1].State, "it survives")
	assert.Regexp(t, `^101000 \d\d \d{5} \d$`, letters[1].Number)
	assert.Empty(t, letters[1].Moves())
	assert.Equal(t, letter.Printed, letters[0].State)
}

func TestAFolderThatIsNone(t *testing.T) {
	_, err := post.Open(filepath.Join(t.TempDir(), "letters"), letterpdf.Config{})
	require.ErrorIs(t, err, fault.Permanent)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "journeys.jsonl"), []byte("hello\n"), 0o600))
	_, err = post.Open(dir, letterpdf.Config{Portal: "Портал", Page: "portal.example/code"})
	require.ErrorContains(t, err, "journeys.jsonl")
}
