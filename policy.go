package kabinet

import (
	"time"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/enrolment"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/identity/signing"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/registration"
	"github.com/kabinet-go/kabinet/verification"
)

// Policy holds every figure and choice of a portal. Begin with [DefaultPolicy] and change what your law
// or your house wants otherwise.
type Policy struct {
	// Portal is what messages say about the portal they come from.
	Portal       notification.Portal
	Registration registration.Policy
	Confirmation confirmation.Policy
	Passwords    password.Policy
	Hashing      password.HasherConfig
	Access       access.Policy
	Notification notification.Policy
	Verification verification.Policy
	Enrolment    enrolment.Policy
	Identity     identity.Policy
	Bank         bank.Policy
	Centres      centre.Policy
	Letters      letter.Policy
	Signing      signing.Policy
	// Texts replace the standard messages; nil keeps them.
	Texts *notification.Texts

	Events eventsourcing.Policy
	Alarm  eventsourcing.AlarmPolicy
	// Feed is how the reactions read the feed; Group, Holder and Logger are Kabinet's own.
	Feed      feed.Config
	Retention Retention
}

// Retention says for how long finished short-lived streams are kept.
type Retention struct {
	// Every is how often is looked for what can go: 1 h.
	Every time.Duration
	// Challenges, Messages, Sessions and BankRequests are kept this long after the last that happened to them:
	// 30 days each. Counters of sendings, wrong answers, look-ups and requests are kept Allowances: 3 days, longer
	// than their windows of 24 h.
	Challenges, Messages, Sessions, BankRequests, Allowances time.Duration
	// Verifications that have ended are kept 90 days, so that the checks they passed can count for a
	// later submission, and drafts a year after they were saved last.
	Verifications, Drafts time.Duration
	// Letters that have ended are kept a year, statements to sign and enrolments 90 days, which is longer than an
	// enrolment can wait for anything.
	Letters, Statements, Enrolments time.Duration
}

const day = 24 * time.Hour

// DefaultPolicy returns the figures of the rules, with the password policy Modern.
func DefaultPolicy() Policy {
	return Policy{
		Portal: notification.Portal{
			Name:    "Кабинет",
			Confirm: "http://127.0.0.1:8080/confirm?challenge={challenge}&token={token}",
			SignIn:  "http://127.0.0.1:8080/sign-in",
			Recover: "http://127.0.0.1:8080/recover",
			Resume:  "http://127.0.0.1:8080/resume",
			Profile: "http://127.0.0.1:8080/profile",
			Report:  "http://127.0.0.1:8080/not-me?report={report}",
		},
		Registration: registration.DefaultPolicy(),
		Confirmation: confirmation.DefaultPolicy(),
		Passwords:    password.Modern(),
		Hashing:      password.DefaultHasherConfig(),
		Access:       access.DefaultPolicy(),
		Notification: notification.DefaultPolicy(),
		Verification: verification.DefaultPolicy(),
		Enrolment:    enrolment.DefaultPolicy(),
		Identity:     identity.DefaultPolicy(),
		Bank:         bank.DefaultPolicy(),
		Centres:      centre.DefaultPolicy(),
		Letters:      letter.DefaultPolicy(),
		Signing:      signing.DefaultPolicy(),
		Retention: Retention{
			Every: time.Hour, Challenges: 30 * day, Messages: 30 * day, Sessions: 30 * day, BankRequests: 30 * day, Allowances: 3 * day,
			Verifications: 90 * day, Drafts: 365 * day, Letters: 365 * day, Statements: 90 * day, Enrolments: 90 * day,
		},
	}
}
