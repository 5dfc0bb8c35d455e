package main

import (
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// browser is somebody's browser: it keeps cookies, follows redirects and fills the forms of the page it
// shows, no others.
type browser struct {
	t      *testing.T
	client *http.Client
	// header is sent with every request.
	header http.Header

	document
	path, query string
	status      int
	sent        http.Header
}

// answers are what is filled into a form, by field; "yes" ticks a box.
type answers map[string]string

func (p *portal) browser() *browser {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(p.t, err)
	transport := &http.Transport{DialContext: p.dial, DisableKeepAlives: true}
	b := &browser{t: p.t, client: &http.Client{Jar: jar, Transport: transport}, header: http.Header{}}
	b.header.Set("Sec-Fetch-Site", "same-origin")
	return b
}

// get opens an address and returns the page.
func (b *browser) get(address string) document {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, portalURL+address, nil)
	require.NoError(b.t, err)
	return b.do(request)
}

// post sends what no form of a page would.
func (b *browser) post(address, contentType, body string) document {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, portalURL+address, strings.NewReader(body))
	require.NoError(b.t, err)
	request.Header.Set("Content-Type", contentType)
	return b.do(request)
}

// submit fills the form of the page that goes to that address, and sends it.
func (b *browser) submit(action string, fill answers) document {
	b.t.Helper()
	return b.post(action, "application/x-www-form-urlencoded", b.filled(action, fill).Encode())
}

func (b *browser) do(request *http.Request) document {
	b.t.Helper()
	for name, values := range b.header {
		request.Header[name] = values
	}
	response, err := b.client.Do(request)
	require.NoError(b.t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(b.t, err)
	require.NoError(b.t, response.Body.Close())
	b.path, b.query = response.Request.URL.Path, response.Request.URL.RawQuery
	b.status, b.sent = response.StatusCode, response.Header
	b.document = parseDocument(b.t, string(body))
	b.assertSound(b.t, b.path)
	return b.document
}

// filled is the form as a browser would send it: with its hidden fields, and answers for fields that are
// there.
func (b *browser) filled(action string, fill answers) url.Values {
	b.t.Helper()
	return b.fill(b.form(action), fill)
}

func (b *browser) fill(form document, fill answers) url.Values {
	b.t.Helper()
	values := url.Values{}
	rest := maps.Clone(fill)
	for _, input := range form.all("input") {
		name, kind := input.attribute("name"), input.attribute("type")
		answer, given := fill[name]
		if kind != "radio" || answer == input.attribute("value") {
			delete(rest, name)
		}
		switch {
		case kind == "checkbox" && given && answer != "":
			values.Set(name, input.attribute("value"))
		case kind == "checkbox" && !given && input.has("checked"):
			values.Set(name, input.attribute("value"))
		case kind == "radio" && (answer == input.attribute("value") || !given && input.has("checked")):
			values.Set(name, input.attribute("value"))
		case kind == "checkbox" || kind == "radio":
		case given:
			values.Set(name, answer)
		default:
			values.Set(name, input.attribute("value"))
		}
	}
	for _, choice := range form.all("select") {
		name := choice.attribute("name")
		values.Set(name, choice.chosen())
		if answer, given := fill[name]; given {
			require.True(b.t, slices.ContainsFunc(choice.all("option"), func(o document) bool { return o.value() == answer }), "%s has no %q", name, answer)
			values.Set(name, answer)
			delete(rest, name)
		}
	}
	for _, button := range form.all("button") {
		name, value := button.attribute("name"), button.attribute("value")
		if answer, given := fill[name]; name != "" && (!given || answer == value) {
			values.Set(name, value)
			delete(rest, name)
		}
	}
	require.Empty(b.t, slices.Collect(maps.Keys(rest)), "fields that the form of %s has not", b.path)
	return values
}

// chosen is what a select sends as it is shown.
func (d document) chosen() string {
	options := d.all("option")
	for _, option := range options {
		if option.has("selected") {
			return option.value()
		}
	}
	return options[0].value()
}

// value is that of an option.
func (d document) value() string {
	if d.has("value") {
		return d.attribute("value")
	}
	return d.text()
}

// form is the form of the page that goes to that address, all of it or by one of its buttons.
func (b *browser) form(action string) document {
	b.t.Helper()
	for _, form := range b.all("form") {
		target := form.attribute("action")
		if target == "" {
			target = b.path
		}
		if target == action || slices.ContainsFunc(form.all("button"), func(button document) bool {
			address, _, _ := strings.Cut(button.attribute("formaction"), "#")
			return address == action
		}) {
			return form
		}
	}
	require.Fail(b.t, "no such form", "%s has none to %s:\n%s", b.path, action, b.text())
	return document{}
}

// fillRegistration goes through the first page of a registration by phone.
func (b *browser) fillRegistration() { b.fillRegistrationWith(answers{}) }

func (b *browser) fillRegistrationWith(other answers) document {
	b.t.Helper()
	b.get("/register")
	fill := answers{
		"name.family": "Ёлкина", "name.given": "Анна", "contact.phone": anna,
		"consents.terms": "yes", "consents.personal-data": "yes",
	}
	maps.Copy(fill, other)
	b.submit("/register", fill)
	return b.document
}

// cookie is the value of a cookie, empty without it.
func (b *browser) cookie(name string) string {
	b.t.Helper()
	address, err := url.Parse(portalURL)
	require.NoError(b.t, err)
	for _, cookie := range b.client.Jar.Cookies(address) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

// document is a page, or a part of one.
type document struct{ *html.Node }

func parseDocument(t *testing.T, text string) document {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	require.NoError(t, err)
	return document{root}
}

// all are the elements of that name inside, in order.
func (d document) all(element string) []document {
	return d.where(func(e document) bool { return e.Data == element })
}

func (d document) where(fits func(document) bool) []document {
	var found []document
	for node := range d.Descendants() {
		if e := (document{node}); node.Type == html.ElementNode && fits(e) {
			found = append(found, e)
		}
	}
	return found
}

// id is the element with that id, or nothing.
func (d document) id(id string) document {
	if found := d.where(func(e document) bool { return e.attribute("id") == id }); len(found) > 0 {
		return found[0]
	}
	return document{}
}

// class is the text of the first element of that class, or empty.
func (d document) class(class string) string {
	found := d.where(func(e document) bool { return slices.Contains(strings.Fields(e.attribute("class")), class) })
	if len(found) == 0 {
		return ""
	}
	return found[0].text()
}

func (d document) attribute(name string) string {
	if d.Node == nil {
		return ""
	}
	for _, a := range d.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func (d document) has(name string) bool {
	return slices.ContainsFunc(d.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// text is what one reads, with single spaces.
func (d document) text() string {
	if d.Node == nil {
		return ""
	}
	var text strings.Builder
	for node := range d.Descendants() {
		switch {
		case node.Type == html.TextNode:
			text.WriteString(node.Data)
		case !slices.Contains([]string{"a", "b", "span", "time"}, node.Data):
			text.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

// error is the text beside a field, by the field's id.
func (d document) error(field string) string { return d.id(field + "-error").text() }

// assertSound checks what every page must be: parts named once, inputs labelled, references that lead
// somewhere.
func (d document) assertSound(t *testing.T, path string) {
	t.Helper()
	if len(d.all("html")) == 0 || len(d.all("title")) == 0 {
		return
	}
	assert.Contains(t, []string{"ru", "en"}, d.all("html")[0].attribute("lang"), path)
	assert.Len(t, d.all("h1"), 1, path)
	assert.NotRegexp(t, `\{\w+[|}]`, d.text(), "%s: a placeholder is left", path)
	seen := map[string]bool{}
	for _, e := range d.where(func(e document) bool { return e.has("id") }) {
		id := e.attribute("id")
		assert.False(t, seen[id], "%s: id %q occurs twice", path, id)
		seen[id] = true
	}
	labels := map[string]string{}
	for _, label := range d.all("label") {
		labels[label.attribute("for")] = label.text()
	}
	for _, input := range slices.Concat(d.all("input"), d.all("select")) {
		if input.attribute("type") != "hidden" {
			assert.NotEmpty(t, labels[input.attribute("id")], "%s: input %s has no label", path, input.attribute("name"))
		}
		for id := range strings.FieldsSeq(input.attribute("aria-describedby")) {
			assert.True(t, seen[id], "%s: %s is described by %s, which is not there", path, input.attribute("name"), id)
		}
	}
	for _, a := range d.all("a") {
		if anchor, local := strings.CutPrefix(a.attribute("href"), "#"); local {
			assert.True(t, seen[anchor], "%s: a link leads to #%s, which is not there", path, anchor)
		}
	}
	for _, button := range d.all("button") {
		assert.NotEmpty(t, button.text(), path)
	}
	for _, e := range d.where(func(e document) bool {
		inline := e.Data == "script" && (!strings.HasPrefix(e.attribute("src"), "/static/") || e.text() != "")
		return e.has("style") || inline || e.has("onclick")
	}) {
		assert.Fail(t, "what the content security policy forbids", "%s: %s", path, e.Data)
	}
}
