package streebog_test

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"hash"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms/streebog"
)

var sizes = map[string]func() hash.Hash{"streebog256": streebog.New256, "streebog512": streebog.New512}

// The digests of testdata/openssl.csv are those of OpenSSL 3.0.19 with the engine gost 3.0.1.
func TestDigestsAreThoseOfOpenSSL(t *testing.T) {
	file, err := os.ReadFile("testdata/openssl.csv")
	require.NoError(t, err)
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 9)
	for _, row := range rows[1:] {
		message, err := hex.DecodeString(row[1])
		require.NoError(t, err)
		h := sizes[row[0]]()
		_, _ = h.Write(message)
		assert.Equal(t, row[2], hex.EncodeToString(h.Sum(nil)), "%s of %s", row[0], row[1])
	}
}

// RFC 6986, section 10, prints messages and digests as numbers, so both are turned round.
func TestDigestsAreThoseOfTheRFC(t *testing.T) {
	const (
		first = "323130393837363534333231303938373635343332313039383736353433323130393837363534333231303938373635" +
			"343332313039383736353433323130"
		second = "fbe2e5f0eee3c820fbeafaebef20fffbf0e1e0f0f520e0ed20e8ece0ebe5f0f2f120fff0eeec20f120faf2fee5e2202c" +
			"e8f6f3ede220e8e6eee1e8f0f2d1202ce8f0f2e5e220e5d1"
	)
	for _, c := range []struct{ message, of256, of512 string }{
		{
			first, "00557be5e584fd52a449b16b0251d05d27f94ab76cbaa6da890b59d8ef1e159d",
			"486f64c1917879417fef082b3381a4e211c324f074654c38823a7b76f830ad00fa1fbae42b1285c0352f227524bc9ab16254288dd6863dccd5b9f54a1ad0541b",
		},
		{
			second, "508f7e553c06501d749a66fc28c6cac0b005746d97537fa85d9e40904efed29d",
			"28fbc9bada033b1460642bdcddb90c3fb3e56c497ccd0f62b8a2ad4935e85f037613966de4ee00531ae60f3b5a47f8dae06915d5f2f194996fcabf2622e6881e",
		},
	} {
		message := backwards(t, c.message)
		of256, of512 := streebog.Sum256(message), streebog.Sum512(message)
		assert.Equal(t, backwards(t, c.of256), of256[:])
		assert.Equal(t, backwards(t, c.of512), of512[:])
	}
}

func TestWritesInPiecesAreOneMessage(t *testing.T) {
	message := make([]byte, 1000)
	for i := range message {
		message[i] = byte(i * i)
	}
	whole := streebog.Sum512(message)
	for _, piece := range []int{1, 7, 63, 64, 65, 129} {
		h := streebog.New512()
		for part := range slices.Chunk(message, piece) {
			n, err := h.Write(part)
			require.NoError(t, err)
			require.Len(t, part, n)
			h.Sum(nil) // does not disturb
		}
		assert.Equal(t, append([]byte("p"), whole[:]...), h.Sum([]byte("p")), piece)
		h.Reset()
		_, _ = h.Write(message)
		assert.Equal(t, whole[:], h.Sum(nil))
	}
	assert.Equal(t, 64, streebog.New512().Size())
	assert.Equal(t, 32, streebog.New256().Size())
	assert.Equal(t, 64, streebog.New256().BlockSize())
}

func backwards(t *testing.T, text string) []byte {
	t.Helper()
	data, err := hex.DecodeString(text)
	require.NoError(t, err)
	slices.Reverse(data)
	return data
}

func BenchmarkStreebog(b *testing.B) {
	data := make([]byte, 8192)
	for name, fresh := range sizes {
		b.Run(name, func(b *testing.B) {
			h := fresh()
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				_, _ = h.Write(data)
			}
		})
	}
}
