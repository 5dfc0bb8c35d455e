package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/examples/portal/registries"
	"github.com/kabinet-go/kabinet/verification"
)

func TestLanguages(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		assert.Equal(t, "ru", b.get("/").all("html")[0].attribute("lang"), "Russian unless asked otherwise")
		b.get("/register?lang=en")
		assert.Equal(t, "/register", b.path)
		assert.Empty(t, b.query)
		assert.Equal(t, "en", b.all("html")[0].attribute("lang"))
		assert.Equal(t, "en", b.sent.Get("Content-Language"))
		b.submit("/register", nil)
		assert.Equal(t, "Fill in this field", b.error("name-family"))
		assert.Contains(t, b.class("problems"), "Please check")

		b.fillRegistration()
		assert.Equal(t, "An SMS with the code was sent to "+annaMasked+".", b.class("delivery"))
		assert.Contains(t, b.text(), "5 tries are left. The code is valid until 03:05:00 Moscow time.")
		assert.Contains(t, b.text(), "You can ask for a new code in 1 minute.")
		assert.Contains(t, p.message(annaShown), "your code is", "messages speak the language of the registration")
		b.submit("/code", answers{"code": p.wrongCode(annaShown)})
		assert.Equal(t, "The code is wrong. 4 tries are left", b.error("code"))
		b.submit("/code", answers{"code": p.code(annaShown)})
		b.submit("/password", answers{"password": goodPassword})
		assert.Contains(t, b.all("table")[0].text(), "Registration begun 1 January 2000, 03:00:00 Moscow time 2000-01-01 00:00:00 UTC")
		b.get("/account?lang=ru")
		assert.Contains(t, b.all("table")[0].text(), "Регистрация начата")
		b.get("/account?lang=xx")
		assert.Equal(t, "ru", b.all("html")[0].attribute("lang"), "an unknown language changes nothing")
	})
}

func TestTheSwitchKeepsTheLink(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.get("/confirm?challenge=a&token=b%2Fc&lang=en")
		assert.Equal(t, "/confirm", b.path)
		assert.Equal(t, "challenge=a&token=b%2Fc", b.query)
		b.get("/?lang=en&x=//evil.test")
		assert.Equal(t, "/", b.path, "it leads nowhere else")
	})
}

func TestAcceptLanguage(t *testing.T) {
	for header, want := range map[string]string{
		"": "ru", "ru-RU,ru;q=0.9,en;q=0.8": "ru", "en-GB": "en", "en;q=0.5,ru;q=0.9": "ru", "de": "ru", "de,en;q=0.5": "en", ";;;": "ru",
	} {
		assert.Equal(t, want, tongueOf("", header).Code, header)
	}
	assert.Equal(t, "ru", tongueOf("ru", "en").Code, "a choice counts for more")
	assert.Equal(t, "en", tongueOf("xx", "en").Code)
}

// TestTexts: whatever a page asks for is there in both languages, and nothing is there in vain.
func TestTexts(t *testing.T) {
	texts, err := readCatalogue()
	require.NoError(t, err)
	asked := map[string]bool{}
	prefixes := []string{"notice.", "zone.", "failure."}
	for _, name := range pageNames() {
		asked[name+".title"] = true
	}
	whole := regexp.MustCompile(`\bt "([^"]+)"`)
	begun := regexp.MustCompile(`\(print(?:f)? "([^"%]+)`)
	files, err := fs.Glob(templateFiles, "templates/*.html")
	require.NoError(t, err)
	require.Greater(t, len(files), len(pageNames()))
	for _, file := range files {
		content, err := fs.ReadFile(templateFiles, file)
		require.NoError(t, err)
		for _, match := range whole.FindAllStringSubmatch(string(content), -1) {
			asked[match[1]] = true
		}
		for _, match := range begun.FindAllStringSubmatch(string(content), -1) {
			prefixes = append(prefixes, match[1])
		}
	}
	sources, err := filepath.Glob("*.go")
	require.NoError(t, err)
	label := regexp.MustCompile(`(?:Label|Hint|Part|Title): +"([^"]+)"(,|}|$)|\.text\("([^"]+)"[,)]`)
	literal := regexp.MustCompile(`"([a-z][a-zA-Z0-9.-]+)"`)
	joined := regexp.MustCompile(`(?:\.text|options)\("([^"]+\.)"`)
	named := map[string]bool{}
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") {
			continue
		}
		content, err := os.ReadFile(source)
		require.NoError(t, err)
		for _, match := range label.FindAllStringSubmatch(string(content), -1) {
			if key := match[1] + match[3]; !strings.HasSuffix(key, ".") {
				asked[key] = true
			}
		}
		for _, match := range literal.FindAllStringSubmatch(string(content), -1) {
			named[match[1]] = true
		}
		for _, match := range joined.FindAllStringSubmatch(string(content), -1) {
			prefixes = append(prefixes, match[1])
		}
	}
	v := &visit{server: &server{texts: texts, policy: kabinet.DefaultPolicy()}, tongue: tongues()[0]}
	console := v.order(registries.Order{Check: verification.DocumentCheck}).All()
	for _, fields := range [][]*field{contactFields(), {consentField("terms"), consentField("personal-data")}, v.profileFields(), console} {
		for _, field := range fields {
			asked[field.Label], asked[field.Hint], asked[field.Part] = true, true, true
			for _, option := range field.Options {
				assert.NotContains(t, option.Text, ".", "the text of an option of %s", field.Name)
			}
		}
	}
	for _, section := range sections(v.profileFields()) {
		asked[section.Title], asked[section.Hint] = true, true
	}
	delete(asked, "")
	for key := range asked {
		assert.Contains(t, texts, key)
	}
	for key := range texts {
		found := asked[key] || named[key]
		for _, prefix := range prefixes {
			found = found || strings.HasPrefix(key, prefix)
		}
		assert.True(t, found, "nobody asks for %q", key)
	}
}

func TestText(t *testing.T) {
	texts, err := readCatalogue()
	require.NoError(t, err)
	assert.Equal(t, "Осталась 1 попытка.", texts.text(language.Russian, "code.tries", "tries", 1))
	assert.Equal(t, "Осталось 3 попытки.", texts.text(language.Russian, "code.tries", "tries", 3))
	assert.Equal(t, "1 try is left.", texts.text(language.English, "code.tries", "tries", 1))
	assert.Equal(t, "no.such.key", texts.text(language.English, "no.such.key"))
}
