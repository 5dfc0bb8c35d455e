package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/examples/portal/authority"
	"github.com/kabinet-go/kabinet/examples/portal/outbox"
	"github.com/kabinet-go/kabinet/examples/portal/post"
	"github.com/kabinet-go/kabinet/examples/portal/registries"
	"github.com/kabinet-go/kabinet/examples/portal/slips"
	"github.com/kabinet-go/kabinet/examples/portal/testbank"
	"github.com/kabinet-go/kabinet/services"
)

// server answers requests. It holds nothing of any person: all of that is in Kabinet's store and in the
// browser's cookies, and survives a restart.
type server struct {
	portal     *kabinet.Kabinet
	policy     kabinet.Policy
	outbox     *outbox.Outbox
	registries *registries.Registries
	post       *post.Post
	slips      *slips.Printer
	bank       *testbank.Bank
	authority  *authority.Authority
	services   *services.Catalogue
	// broker is nil without NATS.
	broker *broker
	// changed returns a channel that is closed at the next change of the store.
	changed func() <-chan struct{}
	held    *heldAccounts
	streams *streams
	texts   catalogue
	// countries are those to choose from, by the code of the language.
	countries map[string][]option
	pages     pages
	zone      *time.Location
	secure    bool
	logger    *slog.Logger
}

func newServer(config config, portal *kabinet.Kabinet, policy kabinet.Policy, ports *ports) (*server, error) {
	texts, err := readCatalogue()
	if err != nil {
		return nil, err
	}
	pages, err := readPages(texts, config.zone)
	if err != nil {
		return nil, err
	}
	offered, err := services.NewCatalogue(offers()...)
	if err != nil {
		return nil, err
	}
	known := map[string][]option{}
	for _, t := range tongues() {
		known[t.Code] = countries(t.tag)
	}
	return &server{
		portal: portal, policy: policy, outbox: ports.outbox, registries: ports.registries, services: offered,
		post: ports.post, slips: ports.slips, bank: ports.bank, authority: ports.authority, broker: ports.broker, changed: ports.store.Changed, held: newHeldAccounts(ports.store), streams: newStreams(),
		texts: texts, countries: known, pages: pages,
		zone: config.zone, secure: config.secure, logger: config.logger,
	}, nil
}

// handler answers every address of the portal.
func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /static/{file}", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, staticFiles, "static/"+r.PathValue("file"))
	})
	for pattern, handle := range map[string]func(*visit) error{
		"/":                                  (*visit).notFound,
		"GET /{$}":                           shows("start"),
		"GET /terms":                         shows("terms"),
		"GET /personal-data":                 shows("personal-data"),
		"GET /register":                      (*visit).registerForm,
		"POST /register":                     (*visit).register,
		"GET /code":                          (*visit).codeForm,
		"POST /code":                         (*visit).confirmCode,
		"POST /code/resend":                  (*visit).resend,
		"GET /other-contact":                 (*visit).otherContactForm,
		"POST /other-contact":                (*visit).otherContact,
		"GET /confirm":                       (*visit).linkForm,
		"POST /confirm":                      (*visit).confirmLink,
		"GET /resume":                        (*visit).resumeForm,
		"POST /resume":                       (*visit).resume,
		"GET /password":                      (*visit).passwordForm,
		"POST /password":                     (*visit).setPassword,
		"GET /sign-in":                       (*visit).signInForm,
		"POST /sign-in":                      (*visit).signIn,
		"POST /sign-out":                     (*visit).signOut,
		"GET /account":                       (*visit).showAccount,
		"GET /account/contact":               (*visit).addContactForm,
		"POST /account/contact":              (*visit).addContact,
		"GET /account/password":              (*visit).changePasswordForm,
		"POST /account/password":             (*visit).changePassword,
		"GET /account/profile":               (*visit).profileForm,
		"POST /account/profile":              (*visit).submitProfile,
		"GET /account/profile/draft":         leads("/account/profile"),
		"POST /account/profile/draft":        (*visit).saveProfile,
		"GET /account/profile/inn":           leads("/account/profile"),
		"POST /account/profile/inn":          (*visit).findINN,
		"GET /account/progress":              (*visit).showProgress,
		"GET /account/progress/events":       (*visit).streamProgress,
		"GET /account/identity":              (*visit).showIdentity,
		"GET /account/identity/bank":         (*visit).bankForm,
		"POST /account/identity/bank":        (*visit).askBank,
		"GET /account/identity/bank/answer":  leads("/account/identity/bank"),
		"POST /account/identity/bank/answer": (*visit).takeBankAnswer,
		"GET /account/identity/letter":       (*visit).letterForm,
		"POST /account/identity/letter":      (*visit).orderLetter,
		"GET /account/identity/letter/code":  leads("/account/identity/letter"),
		"POST /account/identity/letter/code": (*visit).enterLetterCode,
		"GET /account/identity/signature":    (*visit).signatureForm,
		"POST /account/identity/signature":   (*visit).takeSignature,
		"GET /account/identity/signature/{statement}/statement.txt": (*visit).statementFile,
		"GET /sign-in/signature":                                    (*visit).signedSignInForm,
		"POST /sign-in/signature":                                   (*visit).signInSigned,
		"GET /sign-in/signature/statement.txt":                      (*visit).signInFile,
		"GET /account/disclosures":                                  (*visit).showDisclosures,
		"POST /account/disclosures":                                 (*visit).withdrawConsent,
		"GET /account/identity/centre":                              (*visit).visitsForm,
		"POST /account/identity/centre":                             (*visit).enterSlipCode,
		"GET /centres":                                              (*visit).showCentres,
		"GET /desk":                                                 (*visit).deskForm,
		"POST /desk":                                                (*visit).findNext,
		"GET /desk/registration":                                    (*visit).deskRegistrationForm,
		"POST /desk/registration":                                   (*visit).enrol,
		"GET /desk/registration/{account}":                          (*visit).showDeskRegistration,
		"GET /account/enrolment":                                    (*visit).showEnrolment,
		"POST /account/enrolment":                                   (*visit).acceptEnrolment,
		"GET /register/bank":                                        (*visit).bankRegistrationForm,
		"POST /register/bank":                                       (*visit).registerByBank,
		"GET /register/bank/answer":                                 leads("/register/bank"),
		"POST /register/bank/answer":                                (*visit).takeBankRegistration,
		"GET /desk/visit":                                           leads("/desk"),
		"POST /desk/visit":                                          (*visit).receive,
		"GET /not-me":                                               (*visit).notMeForm,
		"POST /not-me":                                              (*visit).reportMisuse,
		"GET /on-hold":                                              shows("on-hold"),
		"GET /review":                                               (*visit).showReviews,
		"GET /review/{account}":                                     (*visit).showReview,
		"POST /review/{account}":                                    (*visit).decide,
		"GET /services":                                             (*visit).showServices,
		"GET /services/{id}":                                        (*visit).showService,
		"GET /dev":                                                  shows("dev"),
		"GET /dev/registries":                                       (*visit).showRegistries,
		"POST /dev/registries":                                      (*visit).tellRegistry,
		"GET /dev/post":                                             (*visit).showPost,
		"POST /dev/post":                                            (*visit).moveLetter,
		"GET /dev/post/{file}":                                      (*visit).showPaper,
		"GET /dev/signatures":                                       (*visit).showAuthority,
		"POST /dev/signatures":                                      (*visit).issueCertificate,
		"GET /dev/slips":                                            (*visit).showSlips,
		"GET /dev/operators":                                        (*visit).showOperators,
		"POST /dev/operators":                                       (*visit).appoint,
		"GET /dev/operators/dismissal":                              leads("/dev/operators"),
		"POST /dev/operators/dismissal":                             (*visit).dismiss,
		"GET /dev/bank":                                             (*visit).showTestBank,
		"POST /dev/bank":                                            (*visit).answerAsBank,
		"GET /dev/outbox":                                           (*visit).showOutbox,
		"POST /dev/outbox/failure":                                  (*visit).setFailure,
		"GET /dev/events":                                           (*visit).showEvents,
	} {
		mux.Handle(pattern, s.page(handle))
	}
	return s.guard(mux)
}

// shows is a page that needs nothing but the version of the texts consented to.
func shows(name string) func(*visit) error {
	return func(v *visit) error { return v.show(page{Name: name, Data: consentVersion}) }
}

// leads sends whoever opens the address of a form by itself to the page that has the form.
func leads(path string) func(*visit) error {
	return func(v *visit) error { return v.redirect(path) }
}

// page turns a handler of visits into one of requests.
func (s *server) page(handle func(*visit) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(w, r)
		if code := r.URL.Query().Get("lang"); code != "" && r.Method == http.MethodGet {
			_ = v.speak(code)
			return
		}
		err := r.ParseForm()
		if err != nil {
			err = fmt.Errorf("%w: %w", errUnreadable, err)
		} else {
			err = handle(v)
		}
		if errors.Is(err, access.ErrNoSession) {
			err = v.mustSignIn()
		}
		if err != nil {
			v.fail(err) //nolint:contextcheck // a visit carries its request
		}
	})
}

func (s *server) visit(w http.ResponseWriter, r *http.Request) *visit {
	c := cookies{w: w, r: r, secure: s.secure}
	return &visit{server: s, w: w, r: r, cookies: c, tongue: tongueOf(c.get(languageCookie), r.Header.Get("Accept-Language"))}
}

// speak keeps the language chosen and shows the same page again.
func (v *visit) speak(code string) error {
	for _, t := range tongues() {
		if t.Code == code {
			v.cookies.set(languageCookie, code, 365*24*time.Hour)
		}
	}
	address := *v.r.URL
	query := address.Query()
	query.Del("lang")
	address.RawQuery = query.Encode()
	return v.redirect(address.RequestURI())
}
