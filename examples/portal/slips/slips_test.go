package slips_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/examples/portal/slips"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/centre"
)

func TestSlipsArePrintedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "slips.jsonl")
	open := func() *slips.Printer {
		printer, err := slips.Open(path)
		require.NoError(t, err)
		t.Cleanup(func() { _ = printer.Close() })
		return printer
	}
	here, there := open(), open()
	first := centre.Slip{Visit: "V1", Code: identity.NewCode("ABCDE12345"), ValidUntil: time.Now()}
	require.NoError(t, here.Print(first))
	require.NoError(t, there.Print(first))
	require.NoError(t, there.Print(centre.Slip{Visit: "V2", Code: identity.NewCode("ABCDE54321")}))
	for _, printer := range []*slips.Printer{here, there, open()} {
		newest, err := printer.Newest()
		require.NoError(t, err)
		require.Len(t, newest, 2)
		assert.Equal(t, "V2", newest[0].Visit)
		assert.Equal(t, "ABCDE 12345", newest[1].Code)
	}
	_, err := slips.Open(t.TempDir())
	require.Error(t, err)
}
