package main

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"time"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static
var staticFiles embed.FS

// page is what a handler wants shown.
type page struct {
	// Name is that of the template; its title is the text "<name>.title".
	Name string
	// Status is that of the answer; 0 means 200.
	Status int
	Form   *form
	// Path is where a change of language leads; empty means the address of the request.
	Path string
	// Refresh is after how many seconds the browser loads the page again; 0 means never.
	Refresh int
	// Script is the file of the script that keeps the page up to date; a browser that runs it does not
	// Refresh.
	Script string
	// Data is what this page alone has.
	Data any
}

// view is what a template sees.
type view struct {
	page
	Tongue, Other tongue
	// Switch is the address of this page in the other language.
	Switch string
	// Notice is a text about what was done just before.
	Notice   string
	SignedIn bool
	// Confirmed says that the identity of whoever is signed in is.
	Confirmed bool
}

// pages are the templates of every language.
type pages map[string]map[string]*template.Template

// pageNames lists the templates that are pages.
func pageNames() []string {
	return []string{
		"start", "register", "code", "link", "other-contact", "resume", "password", "sign-in",
		"account", "change-password", "add-contact", "profile", "progress", "services", "service",
		"identity", "visits", "bank", "letter", "signature", "signed-sign-in", "disclosures", "not-me", "on-hold", "reviews", "review", "centres", "desk", "desk-registration", "desk-registered", "enrolment", "bank-registration",
		"terms", "personal-data", "dev", "post", "slips", "authority", "operators", "test-bank", "test-bank-answer", "outbox", "events", "registries", "failure",
	}
}

func readPages(texts catalogue, zone *time.Location) (pages, error) {
	all := pages{}
	for _, t := range tongues() {
		all[t.Code] = map[string]*template.Template{}
		base, err := template.New("base").Funcs(template.FuncMap{
			"t":     func(key string, args ...any) string { return texts.text(t.tag, key, args...) },
			"day":   func(at time.Time) string { return t.day(at.In(zone)) },
			"clock": func(at time.Time) string { return texts.clock(t, at.In(zone)) },
			"soon":  func(at time.Time) bool { return time.Until(at) < 12*time.Hour },
			"stamp": func(at time.Time) string { return at.UTC().Format(time.RFC3339) },
			"utc":   func(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05 UTC") },
		}).ParseFS(templateFiles, "templates/base.html", "templates/parts.html")
		if err != nil {
			return nil, err
		}
		for _, name := range pageNames() {
			own, err := base.Clone()
			if err != nil {
				return nil, err
			}
			if all[t.Code][name], err = own.ParseFS(templateFiles, "templates/"+name+".html"); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// show renders the page. Nothing is sent before all of it is there.
func (v *visit) show(p page) error {
	if p.Status == 0 {
		p.Status = http.StatusOK
	}
	if p.Path == "" {
		p.Path = v.r.URL.RequestURI()
	}
	if p.Form == nil {
		p.Form = &form{}
	}
	seen := view{
		page: p, Tongue: v.tongue, Other: v.other(), Switch: switchTo(p.Path, v.other()),
		Notice: v.takeNotice(), SignedIn: v.cookies.get(sessionCookie) != "",
		Confirmed: v.confirmed(),
	}
	parsed := v.server.pages[v.tongue.Code][p.Name]
	if parsed == nil {
		return fmt.Errorf("no page %q", p.Name)
	}
	var out bytes.Buffer
	if err := parsed.ExecuteTemplate(&out, "base", seen); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.Header().Set("Content-Language", v.tongue.Code)
	if p.Script != "" {
		v.w.Header().Set(csp, allowed+"; script-src 'self'; connect-src 'self'")
	}
	v.w.WriteHeader(p.Status)
	_, err := v.w.Write(out.Bytes())
	return err
}
