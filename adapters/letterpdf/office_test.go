package letterpdf_test

import (
	"bufio"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/letterpdf"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/identity/letter/posttest"
	"github.com/kabinet-go/kabinet/person"
)

func config() letterpdf.Config {
	return letterpdf.Config{Portal: "Кабинет", Page: "kabinet.example/code"}
}

func open(t testing.TB, dir string) *letterpdf.Office {
	t.Helper()
	office, err := letterpdf.Open(dir, config())
	require.NoError(t, err)
	return office
}

// read gives the text of a PDF by a program of others, from one part of the page where that is given.
func read(t testing.TB, file string, part ...string) string {
	t.Helper()
	program, err := exec.LookPath("pdftotext")
	if err != nil && os.Getenv("KABINET_REQUIRE_SERVICES") == "" {
		t.Skip("pdftotext of poppler-utils is not there")
	}
	require.NoError(t, err)
	text, err := exec.CommandContext(t.Context(), program, append(part, "-layout", file, "-")...).Output()
	require.NoError(t, err)
	return string(text)
}

type line struct{ Letter, File, SHA256 string }

func manifest(t testing.TB, dir string) (lines []line) {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, "manifest.jsonl"))
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() })
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		var one line
		require.NoError(t, json.Unmarshal(scanner.Bytes(), &one))
		lines = append(lines, one)
	}
	return lines
}

func TestPostOffice(t *testing.T) {
	posttest.Run(t, func(t *testing.T) posttest.Harness {
		dir := filepath.Join(t.TempDir(), "letters")
		return posttest.Harness{
			Open: func() letter.PostOffice { return open(t, dir) },
			Papers: func() (all []posttest.Printed) {
				for _, one := range manifest(t, dir) {
					all = append(all, posttest.Printed{ID: one.Letter, Text: read(t, filepath.Join(dir, one.File))})
				}
				return all
			},
			Break: func(broken bool) {
				from, to := dir, dir+".away"
				if !broken {
					from, to = to, from
				}
				require.NoError(t, os.Rename(from, to))
			},
		}
	})
}

// A crash at any step leaves nothing listed that is not there, and the letter that comes again is listed once.
func TestCrashBetweenTheSteps(t *testing.T) {
	for name, crash := range map[string]func(t *testing.T, dir string){
		"while the file was written": func(t *testing.T, dir string) {
			t.Helper()
			require.NoError(t, os.WriteFile(filepath.Join(dir, ".2.pdf.new"), []byte("%PDF-1.7 half"), 0o600))
		},
		"before it was listed": func(t *testing.T, dir string) {
			t.Helper()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "2.pdf"), []byte("%PDF-1.7 of another release"), 0o600))
		},
		"while it was listed": func(t *testing.T, dir string) {
			t.Helper()
			file, err := os.OpenFile(filepath.Join(dir, "manifest.jsonl"), os.O_WRONLY|os.O_APPEND, 0)
			require.NoError(t, err)
			_, err = file.WriteString(`{"letter":"2","file":"2.pdf","sha256":"0123456789012345678901234567890123456789012345678901234567890123456789`)
			require.NoError(t, err)
			require.NoError(t, file.Close())
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			before := open(t, dir)
			require.NoError(t, before.Print(t.Context(), posttest.Paper(t, "1")))
			crash(t, dir)
			for _, office := range []*letterpdf.Office{open(t, dir), before} {
				require.NoError(t, office.Print(t.Context(), posttest.Paper(t, "2")))
				require.NoError(t, office.Print(t.Context(), posttest.Paper(t, "1")))
			}
			require.NoError(t, before.Print(t.Context(), posttest.Paper(t, "3")))
			var ids []string
			for _, one := range manifest(t, dir) {
				ids = append(ids, one.Letter)
				assert.Contains(t, read(t, filepath.Join(dir, one.File)), "K7XQ")
			}
			assert.Equal(t, []string{"1", "2", "3"}, ids)
		})
	}
}

// A printing house takes the files away; what it took is not written again.
func TestTakenAway(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, open(t, dir).Print(t.Context(), posttest.Paper(t, "1")))
	require.NoError(t, os.Remove(filepath.Join(dir, "1.pdf")))
	require.NoError(t, open(t, dir).Print(t.Context(), posttest.Paper(t, "1")))
	assert.NoFileExists(t, filepath.Join(dir, "1.pdf"))
	assert.Len(t, manifest(t, dir), 1)
}

// The files are for their owner alone, and neither names nor manifest tell of the person.
func TestWhatTheDirectoryTells(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "letters")
	paper := posttest.Paper(t, "1")
	require.NoError(t, open(t, dir).Print(t.Context(), paper))
	info, err := os.Stat(dir)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o700), info.Mode().Perm())
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, entry := range entries {
		info, err := entry.Info()
		require.NoError(t, err)
		assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), entry.Name())
		names = append(names, entry.Name())
	}
	assert.Equal(t, []string{".lock", "1.pdf", "manifest.jsonl"}, names)
	list, err := os.ReadFile(filepath.Join(dir, "manifest.jsonl"))
	require.NoError(t, err)
	for _, secret := range []string{"Сибиряк", "115035", "Ордынка", paper.Code.Reveal()} {
		assert.NotContains(t, string(list), secret)
	}
}

// The same letter is the same file, to the last byte.
func TestSameLetterSameFile(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	require.NoError(t, open(t, one).Print(t.Context(), posttest.Paper(t, "1")))
	require.NoError(t, open(t, two).Print(t.Context(), posttest.Paper(t, "1")))
	assert.Equal(t, manifest(t, one), manifest(t, two))
}

// The address shows in the window, all of it and nothing else.
func TestAddressInTheWindow(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, open(t, dir).Print(t.Context(), posttest.Paper(t, "1")))
	// In pixels of 25.4 to the inch, which are millimetres.
	window := read(t, filepath.Join(dir, "1.pdf"), "-r", "25.4", "-x", "20", "-y", "45", "-W", "85", "-H", "45")
	assert.Equal(t, []string{
		"Мамина-Сибирякова Ёлена", "Наркисовна", "ул. Большая Ордынка, д. 5/2, корп. 1,", "кв. 16А", "Москва", "115035",
	}, lines(window))
	above := read(t, filepath.Join(dir, "1.pdf"), "-r", "25.4", "-x", "0", "-y", "0", "-W", "210", "-H", "100")
	assert.Equal(t, lines(window), lines(above), "nothing beside it that could show")
}

func lines(text string) (all []string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(strings.Trim(line, "\f")); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// A long address is written smaller; one that does not fit at all is refused, and not told.
func TestLongAddresses(t *testing.T) {
	form := person.AddressForm{
		Postcode: "678000", Region: "Республика Саха (Якутия)", District: "Усть-Алданский улус (район), Борогонский наслег",
		Settlement: "село Борогонцы имени первых строителей", Street: "улица Шестидесятилетия Великой Октябрьской социалистической революции",
		House: "117/2", Building: "4", Structure: "12", Flat: "1043",
	}
	dir := t.TempDir()
	paper := posttest.Paper(t, "1")
	var err error
	paper.Address, err = person.ParseAddress(form)
	require.NoError(t, err)
	require.NoError(t, open(t, dir).Print(t.Context(), paper))
	window := read(t, filepath.Join(dir, "1.pdf"), "-r", "25.4", "-x", "20", "-y", "45", "-W", "85", "-H", "45")
	for _, word := range []string{"Наркисовна", "социалистической", "1043", "строителей", "Якутия", "678000"} {
		assert.Contains(t, window, word)
	}

	form.Street = strings.TrimSpace(strings.Repeat("длинная улица ", 17))
	form.Settlement, form.District = form.Street, form.Street
	paper.ID = "2"
	paper.Address, err = person.ParseAddress(form)
	require.NoError(t, err)
	err = open(t, dir).Print(t.Context(), paper)
	require.ErrorIs(t, err, fault.Permanent)
	assert.NotContains(t, err.Error(), "длинная")
	assert.NoFileExists(t, filepath.Join(dir, "2.pdf"))
}

func TestLanguages(t *testing.T) {
	dir := t.TempDir()
	for language, want := range map[string][]string{
		"ru": {"Кабинет: код подтверждения личности", "K7XQ0 00001", "действует до 20.02.2027 12:30 MSK", "kabinet.example/code", "Письмо ru-1"},
		"en": {"Кабинет: the code to confirm your identity", "K7XQ0 00001", "valid until 20.02.2027 12:30 MSK", "kabinet.example/code", "Letter en-1"},
		"de": {"Код действует до"},
	} {
		paper := posttest.Paper(t, language+"-1")
		paper.Language = language
		require.NoError(t, open(t, dir).Print(t.Context(), paper))
		text := read(t, filepath.Join(dir, paper.ID+".pdf"))
		for _, part := range want {
			assert.Contains(t, text, part)
		}
	}
}

func TestWhatCannotBePrinted(t *testing.T) {
	dir := t.TempDir()
	for name, spoil := range map[string]func(*letter.Paper){
		"no id":            func(p *letter.Paper) { p.ID = "" },
		"another folder":   func(p *letter.Paper) { p.ID = "../1" },
		"a hidden file":    func(p *letter.Paper) { p.ID = ".1" },
		"a very long name": func(p *letter.Paper) { p.ID = strings.Repeat("1", 65) },
		"no code":          func(p *letter.Paper) { p.Code = identity.Code{} },
		"nobody":           func(p *letter.Paper) { p.Name = person.FullName{} },
		"nowhere":          func(p *letter.Paper) { p.Address = person.Address{} },
	} {
		t.Run(name, func(t *testing.T) {
			paper := posttest.Paper(t, "1")
			spoil(&paper)
			require.ErrorIs(t, open(t, dir).Print(t.Context(), paper), fault.Permanent)
			assert.Empty(t, manifest(t, dir))
		})
	}
}

func TestConfigs(t *testing.T) {
	for name, spoil := range map[string]func(*letterpdf.Config){
		"no portal":             func(c *letterpdf.Config) { c.Portal = "" },
		"no page":               func(c *letterpdf.Config) { c.Page = "" },
		"a window off the page": func(c *letterpdf.Config) { c.Window = letterpdf.Window{X: 150, Y: 45, Width: 85, Height: 45} },
		"a window in the text":  func(c *letterpdf.Config) { c.Window = letterpdf.Window{X: 20, Y: 70, Width: 85, Height: 45} },
		"a window of no size":   func(c *letterpdf.Config) { c.Window = letterpdf.Window{X: 20, Y: 70} },
	} {
		c := config()
		spoil(&c)
		_, err := letterpdf.Open(t.TempDir(), c)
		require.ErrorIs(t, err, fault.Permanent, name)
	}
	c := config()
	c.Window, c.Zone = letterpdf.Window{X: 110, Y: 50, Width: 90, Height: 40}, time.UTC
	dir := t.TempDir()
	office, err := letterpdf.Open(dir, c)
	require.NoError(t, err)
	require.NoError(t, office.Print(t.Context(), posttest.Paper(t, "1")))
	assert.Contains(t, read(t, filepath.Join(dir, "1.pdf"), "-r", "25.4", "-x", "110", "-y", "50", "-W", "90", "-H", "40"), "115035")
	assert.Contains(t, read(t, filepath.Join(dir, "1.pdf")), "09:30 UTC")
}
