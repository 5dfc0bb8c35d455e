package main

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// address is where a server is, as a flag names it: a URL, or several of one cluster with commas between
// them. It may hold passwords and tokens, so it is shown without.
type address struct {
	flag, raw, shown string
	secrets          []string
}

// errNoURL tells nothing of what was given: it may hold a password.
var errNoURL = errors.New("is no URL: write such characters as / @ # and % in a password as %2F, %40, %23 and %25")

func parseAddress(flag, raw string, schemes ...string) (address, error) {
	a := address{flag: flag, raw: raw}
	var shown []string
	for part := range strings.SplitSeq(raw, ",") {
		parsed, err := url.Parse(part)
		switch {
		case err != nil:
			return address{}, fmt.Errorf("-%s %w", flag, errNoURL)
		case !slices.Contains(schemes, parsed.Scheme) || parsed.Host == "":
			return address{}, fmt.Errorf("-%s is no address of the form %s://host/…", flag, schemes[0])
		}
		a.hide(parsed)
		shown = append(shown, (&url.URL{Scheme: parsed.Scheme, Host: parsed.Host, Path: parsed.Path}).String())
	}
	a.shown = strings.Join(shown, ",")
	return a, nil
}

// hide notes what of the URL nobody must read: a name without a password is a token for NATS.
func (a *address) hide(parsed *url.URL) {
	secret, both := parsed.User.Password()
	if !both && a.flag == "nats" {
		secret = parsed.User.Username()
	}
	secrets := append([]string{secret}, parsed.Query()["password"]...)
	secrets = append(secrets, parsed.Query()["sslpassword"]...)
	for _, secret := range secrets {
		if secret != "" {
			a.secrets = append(a.secrets, secret, url.QueryEscape(secret), url.PathEscape(secret))
		}
	}
}

// given tells whether the flag was given at all.
func (a address) given() bool { return a.raw != "" }

// String shows the address without what is secret.
func (a address) String() string { return a.shown }

// trouble says in one line what is wrong with the server, and what to do.
func (a address) trouble(err error, advice string) error {
	text := strings.Join(strings.Fields(err.Error()), " ")
	for _, secret := range a.secrets {
		text = strings.ReplaceAll(text, secret, "…")
	}
	return fmt.Errorf("-%s %s: %s; %s", a.flag, a, text, advice) //nolint:errorlint // what it wraps may tell the password
}
