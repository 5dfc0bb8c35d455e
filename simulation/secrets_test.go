package simulation

import (
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/kabinet-go/kabinet/profile"
)

// secrets are all texts that must stand nowhere in clear, and whose they are.
type secrets struct {
	mu         sync.Mutex
	texts      map[string]secret
	challenges map[string]string // to contacts
}

type secret struct {
	whose int64
	kind  string
}

func newSecrets() *secrets {
	return &secrets{texts: map[string]secret{}, challenges: map[string]string{}}
}

// shortest is the length of a window in which texts are compared: shorter ones are found by chance.
const shortest = 8

func (s *secrets) add(whose int64, kind, text string) {
	if len(text) < shortest {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texts[text] = secret{whose, kind}
}

// form adds what stands in a profile.
func (s *secrets) form(whose int64, f profile.Form) {
	for path, text := range map[string]string{
		"family name": f.Name.Family, "given name": f.Name.Given, "patronymic": f.Name.Patronymic,
		"birth date": f.BornOn, "SNILS": f.SNILS, "INN": f.INN,
		"street": f.Addresses.Delivery.Street, "document": f.Document.Number, "day of issue": f.Document.IssuedOn, "issuer": f.Document.Issuer, "birthplace": f.Document.Birthplace,
	} {
		s.add(whose, path, text)
		if bare := strings.NewReplacer("-", "", " ", "").Replace(text); path == "SNILS" || path == "document" {
			s.add(whose, path, bare)
		}
	}
}

// challenge adds what proves that a text to sign in with came from the portal.
func (s *secrets) challenge(whose int64, challenge string) {
	s.add(whose, "login challenge", strings.Split(challenge, ".")[2])
}

// statement adds the nonce of a statement to sign, which stands at its end, after the id of the statement.
func (s *secrets) statement(whose int64, text string) {
	_, nonce, _ := strings.Cut(text[strings.LastIndex(text, " ")+1:], "-")
	s.add(whose, "nonce of a statement", strings.TrimSpace(nonce))
}

// asked notes by which contact a challenge was asked for.
func (s *secrets) asked(challenge, contact string) {
	if challenge == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.challenges[challenge] = contact
}

// search finds secrets in texts, in clear or as JSON, base64 or hex write them.
type search struct {
	filter  []uint64
	windows map[string][]found
}

type found struct {
	text string
	secret
}

const filterBits = 1 << 22

func (s *secrets) search() *search {
	f := &search{filter: make([]uint64, filterBits/64), windows: map[string][]found{}}
	for text, what := range s.texts {
		for _, form := range forms(text) {
			if len(form) < shortest {
				continue
			}
			window := form[:shortest]
			f.windows[window] = append(f.windows[window], found{form, what})
			bit := spread(window)
			f.filter[bit/64] |= 1 << (bit % 64)
		}
	}
	return f
}

// forms are the ways in which a text may be written.
func forms(text string) []string {
	all := []string{text, hex.EncodeToString([]byte(text)), strings.ToUpper(hex.EncodeToString([]byte(text)))}
	if escaped := strings.Trim(strconv.QuoteToASCII(text), `"`); escaped != text {
		all = append(all, escaped)
	}
	for offset := range 3 {
		// What stands before and after changes the first and last characters of base64.
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			encoded := encoding.EncodeToString([]byte(strings.Repeat(" ", offset) + text))
			from := [3]int{0, 2, 3}[offset]
			if inner := encoded[from : len(encoded)-2]; len(inner) >= 10 {
				all = append(all, inner)
			}
		}
	}
	if upper := strings.ToUpper(text); upper != text && utf8.RuneCountInString(text) > shortest {
		all = append(all, upper)
	}
	return all
}

func spread(window string) uint64 {
	bits := uint64(0)
	for i := range shortest {
		bits = bits<<8 | uint64(window[i])
	}
	return bits * 0x9e3779b97f4a7c15 >> (64 - 22)
}

// in returns the first secret that stands in the text.
func (f *search) in(text string) (found, bool) {
	if len(text) < shortest {
		return found{}, false
	}
	bits := uint64(0)
	for i := range len(text) {
		bits = bits<<8 | uint64(text[i])
		if i < shortest-1 {
			continue
		}
		bit := bits * 0x9e3779b97f4a7c15 >> (64 - 22)
		if f.filter[bit/64]&(1<<(bit%64)) == 0 {
			continue
		}
		from := i - shortest + 1
		for _, candidate := range f.windows[text[from:i+1]] {
			if strings.HasPrefix(text[from:], candidate.text) {
				return candidate, true
			}
		}
	}
	return found{}, false
}

// codes finds a code in a text: six digits that stand alone.
func codeIn(text string, codes map[string]bool) (string, bool) {
	run := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && text[i] >= '0' && text[i] <= '9' {
			run++
			continue
		}
		if run == 6 {
			before := i == 6 || !wordy(text[i-7])
			after := i == len(text) || !wordy(text[i])
			if code := text[i-6 : i]; before && after && codes[code] {
				return code, true
			}
		}
		run = 0
	}
	return "", false
}

func wordy(b byte) bool {
	return b == '.' || b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}
