package services_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/services"
)

func name(text string) fault.Text { return fault.Text{Russian: text, English: text} }

var (
	journal  = services.Service{ID: "journal", Name: name("journal"), Level: account.Simplified}
	extract  = services.Service{ID: "pension-extract", Name: name("extract"), Level: account.Standard}
	passport = services.Service{ID: "passport", Name: name("passport"), Level: account.Confirmed}
	tax      = services.Service{ID: "tax-return", Name: name("tax"), Level: account.Confirmed, Methods: []account.Method{account.Centre, account.Signature}}
)

func catalogue(t *testing.T) *services.Catalogue {
	t.Helper()
	c, err := services.NewCatalogue(journal, extract, passport, tax)
	require.NoError(t, err)
	return c
}

var (
	nobody   = account.Account{}
	begun    = account.Account{Status: account.Registering}
	proved   = account.Account{Status: account.Registering, Contacts: make([]account.Contact, 1)}
	live     = account.Account{Status: account.Live}
	checking = account.Account{Status: account.Live, Submission: account.Submission{Number: 1, State: account.Checking}}
	rejected = account.Account{Status: account.Live, Submission: account.Submission{
		Number: 1, State: account.Rejected,
		Problems: []account.Problem{{Field: "snils"}, {Field: "name.family"}, {Field: "snils"}},
	}}
	standard = account.Account{Status: account.Live, VerifiedAt: time.Unix(1, 0)}
	lettered = confirmedBy(account.Letter)
	visited  = confirmedBy(account.Letter, account.Centre)
	blocked  = account.Account{Status: account.Live, VerifiedAt: time.Unix(1, 0), Hold: account.Blocked}
)

func confirmedBy(methods ...account.Method) account.Account {
	a := account.Account{Status: account.Live, VerifiedAt: time.Unix(1, 0)}
	for _, method := range methods {
		a.Confirmations = append(a.Confirmations, account.Confirmation{Method: method})
	}
	return a
}

// LVL-2: yes, or no with the exact next steps.
func TestMayUse(t *testing.T) {
	type steps = []services.StepKind
	for _, c := range []struct {
		account account.Account
		service services.Service
		want    steps
	}{
		{nobody, journal, steps{services.ProveContact, services.SetPassword}},
		{begun, extract, steps{services.ProveContact, services.SetPassword, services.SubmitProfile}},
		{proved, journal, steps{services.SetPassword}},
		{live, journal, nil},
		{live, extract, steps{services.SubmitProfile}},
		{live, passport, steps{services.SubmitProfile, services.ConfirmIdentity}},
		{checking, extract, steps{services.AwaitChecks}},
		{checking, journal, nil},
		{rejected, extract, steps{services.CorrectProfile}},
		{rejected, tax, steps{services.CorrectProfile, services.ConfirmIdentity}},
		{standard, extract, nil},
		{standard, passport, steps{services.ConfirmIdentity}},
		{lettered, passport, nil},
		{lettered, tax, steps{services.ConfirmIdentity}}, // CNF-6
		{visited, tax, nil},
		{blocked, journal, steps{services.AwaitReview}},
		{blocked, passport, steps{services.ConfirmIdentity, services.AwaitReview}},
	} {
		verdict, err := catalogue(t).MayUse(c.account, c.service.ID)
		require.NoError(t, err)
		var kinds steps
		for _, step := range verdict.Steps {
			kinds = append(kinds, step.Kind)
			assert.NotEmpty(t, step.Text.Russian)
			assert.NotEmpty(t, step.Text.English)
		}
		assert.Equal(t, c.want, kinds, "%s with %v", c.service.ID, c.account.Level())
		assert.Equal(t, c.want == nil, verdict.Allowed)
	}
}

func TestStepsSayWhatExactly(t *testing.T) {
	verdict, err := catalogue(t).MayUse(rejected, tax.ID)
	require.NoError(t, err)
	assert.Equal(t, []string{"snils", "name.family"}, verdict.Steps[0].Fields)
	assert.Equal(t, tax.Methods, verdict.Steps[1].Methods, "CNF-6: not every method is strong enough")
	verdict, err = catalogue(t).MayUse(standard, passport.ID)
	require.NoError(t, err)
	assert.Equal(t, account.Methods(), verdict.Steps[0].Methods)
}

// What is not in the catalogue opens to nobody.
func TestUnknownService(t *testing.T) {
	verdict, err := catalogue(t).MayUse(standard, "secret")
	require.ErrorIs(t, err, services.ErrUnknown)
	assert.False(t, verdict.Allowed)
}

func TestCatalogueIsChecked(t *testing.T) {
	for mistake, wrong := range map[string]services.Service{
		"no id":                 {Name: name("x"), Level: account.Simplified},
		"twice":                 journal,
		"both languages":        {ID: "x", Name: fault.Text{Russian: "икс"}, Level: account.Simplified},
		"demands the level":     {ID: "x", Name: name("x")},
		"demands methods below": {ID: "x", Name: name("x"), Level: account.Standard, Methods: []account.Method{account.Bank}},
		"which does not exist":  {ID: "x", Name: name("x"), Level: account.Confirmed, Methods: []account.Method{"oracle"}},
	} {
		_, err := services.NewCatalogue(journal, wrong)
		require.ErrorIs(t, err, fault.Permanent)
		assert.ErrorContains(t, err, mistake)
	}
	assert.Equal(t, []services.Service{journal, extract, passport, tax}, catalogue(t).All())
}
