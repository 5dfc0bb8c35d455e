package account

import (
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Purpose says what a person consents to.
type Purpose string

// The purposes: those a registration needs (REG-2); that a bank tells the portal who its client is (CNF-8).
const (
	Terms          Purpose = "terms"
	PersonalData   Purpose = "personal-data"
	IdentityByBank Purpose = "identity-by-bank"
)

// Consent is one consent given: to which version of the text, when and through which channel (REG-2).
type Consent struct {
	Purpose Purpose `json:"purpose"`
	// Recipient is whom it is about, empty where that is the portal alone (CON-1).
	Recipient Party     `json:"recipient,omitempty"`
	Version   string    `json:"version"`
	At        time.Time `json:"at"`
	Channel   string    `json:"channel"`
}

// ErrConsentRequired means that a consent without which the account cannot exist is missing.
var ErrConsentRequired = fault.Define("account.consent-required",
	"Без этого согласия зарегистрироваться нельзя: прочитайте текст и отметьте его",
	"Registration is not possible without this consent: read the text and tick it")

// CheckConsents refuses with one fault for each required consent that is missing, at
// "consents.<purpose>".
func CheckConsents(required []Purpose, given []Consent) error {
	var faults []error
	for _, purpose := range required {
		if !consented(given, purpose) {
			faults = append(faults, ErrConsentRequired.At("consents."+string(purpose)))
		}
	}
	return fault.Join(faults...)
}

func consented(given []Consent, purpose Purpose) bool {
	for _, consent := range given {
		if consent.Purpose == purpose && consent.Version != "" {
			return true
		}
	}
	return false
}
