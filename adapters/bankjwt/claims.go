package bankjwt

import (
	"time"

	"github.com/go-jose/go-jose/v4/json"

	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/person"
)

// claims are those of a token; the decoder refuses a name that is there twice, at any depth.
type claims struct {
	Issuer    string   `json:"iss"`
	Subject   string   `json:"sub"`
	Audience  audience `json:"aud"`
	Nonce     string   `json:"nonce"`
	IssuedAt  *int64   `json:"iat"`
	ExpiresAt *int64   `json:"exp"`
	NotBefore *int64   `json:"nbf"`

	Family     string `json:"family_name"`
	Given      string `json:"given_name"`
	Patronymic string `json:"middle_name"`
	BornOn     string `json:"birthdate"`
	SNILS      string `json:"snils"`
	INN        string `json:"inn"`
	Document   struct {
		Kind   person.DocumentKind `json:"type"`
		Number string              `json:"number"`
	} `json:"document"`
}

// audience is a text or a list of one: a token for several could be taken from one to another.
type audience string

// UnmarshalJSON reads both forms; of a list of several it leaves nothing.
func (a *audience) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*a = audience(one)
		return nil
	}
	var list []string
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	if len(list) == 1 {
		*a = audience(list[0])
	}
	return nil
}

// read turns a payload that the bank has signed into its assertion.
func (b Bank) read(payload []byte, presented bank.Presented) (bank.Assertion, error) {
	var c claims
	if err := json.Unmarshal(payload, &c); err != nil {
		return bank.Assertion{}, bank.ErrUnreadable
	}
	issued, issuedOK := moment(c.IssuedAt)
	expires, expiresOK := moment(c.ExpiresAt)
	notBefore, notBeforeOK := moment(c.NotBefore)
	switch {
	case !issuedOK, !expiresOK, !notBeforeOK:
		return bank.Assertion{}, bank.ErrUnreadable
	case c.Issuer != b.Issuer:
		return bank.Assertion{}, bank.ErrOtherBank
	case notBefore.After(presented.At.Add(presented.Validity.Skew)):
		return bank.Assertion{}, bank.ErrNotYetValid
	}
	identity, err := bank.ParseIdentity(bank.IdentityForm{
		Family: c.Family, Given: c.Given, Patronymic: c.Patronymic, BornOn: c.BornOn, SNILS: c.SNILS, INN: c.INN,
		DocumentKind: c.Document.Kind, DocumentNumber: c.Document.Number,
	})
	if err != nil {
		return bank.Assertion{}, err
	}
	assertion := bank.Assertion{
		Bank: b.ID, Subject: bank.NewSubject(c.Subject), Audience: string(c.Audience), Nonce: c.Nonce,
		IssuedAt: issued, ExpiresAt: expires, Identity: identity,
	}
	if err := assertion.Check(presented, b.Audience); err != nil {
		return bank.Assertion{}, err
	}
	return assertion, nil
}

// lastSecond is that of the year 9999.
const lastSecond = 253402300799

// moment reads seconds since 1970; nil is the zero time.
func moment(seconds *int64) (at time.Time, ok bool) {
	switch {
	case seconds == nil:
		return time.Time{}, true
	case *seconds <= 0 || *seconds > lastSecond:
		return time.Time{}, false
	default:
		return time.Unix(*seconds, 0).UTC(), true
	}
}
