package services

import (
	"slices"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
)

// Verdict says whether an account may use a service.
type Verdict struct {
	Allowed bool
	// Steps are what the person has to do, in that order, until they may; empty when they may.
	Steps []Step
}

// Step is one thing to do.
type Step struct {
	Kind StepKind
	Text fault.Text
	// Fields are the paths of the fields to correct, for [CorrectProfile].
	Fields []string
	// Methods are those to choose from, for [ConfirmIdentity].
	Methods []account.Method
}

// StepKind names what is to be done, for programs.
type StepKind string

// The steps on the way up.
const (
	ProveContact    StepKind = "prove-contact"
	SetPassword     StepKind = "set-password"
	SubmitProfile   StepKind = "submit-profile"
	AwaitChecks     StepKind = "await-checks"
	CorrectProfile  StepKind = "correct-profile"
	ConfirmIdentity StepKind = "confirm-identity"
	AwaitReview     StepKind = "await-review"
)

var texts = map[StepKind]fault.Text{
	ProveContact:    {Russian: "Подтвердите телефон или электронную почту", English: "Prove a phone or an e-mail"},
	SetPassword:     {Russian: "Задайте пароль", English: "Set a password"},
	SubmitProfile:   {Russian: "Заполните анкету и отправьте её на проверку", English: "Fill in the profile and submit it"},
	AwaitChecks:     {Russian: "Дождитесь ответа государственных реестров", English: "Wait for the state registries to answer"},
	CorrectProfile:  {Russian: "Исправьте отмеченные поля анкеты", English: "Correct the marked fields of the profile"},
	ConfirmIdentity: {Russian: "Подтвердите личность одним из способов", English: "Confirm your identity in one of the ways"},
	AwaitReview:     {Russian: "Дождитесь решения проверки или обратитесь в поддержку", English: "Wait for the review to end, or ask support"},
}

// MayUse tells whether the account may use the service, or what stands between (LVL-2). A service that is not
// in the catalogue is refused with [ErrUnknown].
func (c *Catalogue) MayUse(a account.Account, service string) (Verdict, error) {
	s, known := c.byID[service]
	if !known {
		return Verdict{}, ErrUnknown
	}
	steps := s.steps(a)
	return Verdict{Allowed: len(steps) == 0, Steps: steps}, nil
}

func (s Service) steps(a account.Account) []Step {
	var steps []Step
	add := func(kind StepKind) *Step {
		steps = append(steps, Step{Kind: kind, Text: texts[kind]})
		return &steps[len(steps)-1]
	}
	if a.Status != account.Live {
		if len(a.Contacts) == 0 {
			add(ProveContact)
		}
		add(SetPassword)
	}
	if s.Level >= account.Standard && a.Level() < account.Standard {
		switch a.Submission.State {
		case account.Checking:
			add(AwaitChecks)
		case account.Rejected:
			add(CorrectProfile).Fields = wrong(a.Submission.Problems)
		default:
			add(SubmitProfile)
		}
	}
	if s.Level == account.Confirmed && !s.accepts(a) {
		add(ConfirmIdentity).Methods = s.methods()
	}
	if a.Hold != account.NotHeld {
		add(AwaitReview)
	}
	return steps
}

// methods are those by which the identity may be confirmed for the service.
func (s Service) methods() []account.Method {
	if len(s.Methods) == 0 {
		return account.Methods()
	}
	return slices.Clone(s.Methods)
}

// accepts tells whether one of them has confirmed the account (CNF-6).
func (s Service) accepts(a account.Account) bool {
	return a.Level() == account.Confirmed && slices.ContainsFunc(a.ConfirmedBy(), func(method account.Method) bool {
		return slices.Contains(s.methods(), method)
	})
}

// wrong lists the fields of the problems, each once.
func wrong(problems []account.Problem) []string {
	var fields []string
	for _, p := range problems {
		if !slices.Contains(fields, p.Field) {
			fields = append(fields, p.Field)
		}
	}
	return fields
}
