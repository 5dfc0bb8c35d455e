package main

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"
)

// The cookies. Secrets live here and in no address, since addresses end up in histories and logs.
const (
	sessionCookie  = "session"
	grantCookie    = "grant"
	stepCookie     = "step"
	noticeCookie   = "notice"
	languageCookie = "language"
	loginCookie    = "login"
	keptCookie     = "kept"
)

// cookies reads and sets the cookies of one request. All of them are HttpOnly and SameSite=Lax; where
// the portal is reached through TLS they are Secure and carry the prefix __Host-, which keeps
// subdomains from planting them. On http://127.0.0.1 neither is possible: not every browser takes that
// for a secure origin.
type cookies struct {
	w      http.ResponseWriter
	r      *http.Request
	secure bool
}

func (c cookies) get(name string) string {
	cookie, err := c.r.Cookie(c.name(name))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// set keeps a value for a while, or with 0 until the browser is closed.
func (c cookies) set(name, value string, lifetime time.Duration) {
	c.put(name, value, int(lifetime.Seconds()))
}

func (c cookies) remove(name string) { c.put(name, "", -1) }

func (c cookies) put(name, value string, maxAge int) {
	http.SetCookie(c.w, &http.Cookie{
		Name: c.name(name), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: c.secure, SameSite: http.SameSiteLaxMode,
	})
}

func (c cookies) name(name string) string {
	if c.secure {
		return "__Host-" + name
	}
	return name
}

// step is the question that is open in this browser. To change it harms nobody but its owner.
type step struct {
	Challenge string `json:"c"`
	// Contact is where the code went, masked.
	Contact string `json:"m"`
	Purpose string `json:"p"`
}

// The purposes of a step: where its code page leads from and to.
const (
	registering = "register"
	resuming    = "resume"
	adding      = "add"
)

const stepLifetime = 24 * time.Hour

func (c cookies) setStep(s step) {
	text, err := json.Marshal(s)
	if err != nil {
		return
	}
	c.set(stepCookie, base64.RawURLEncoding.EncodeToString(text), stepLifetime)
}

// step returns the open question; ok is false when there is none.
func (c cookies) step() (s step, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(c.get(stepCookie))
	if err != nil || json.Unmarshal(text, &s) != nil {
		return step{}, false
	}
	return s, s.Challenge != ""
}
