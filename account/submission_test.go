package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

func profileForm() profile.Form {
	return profile.Form{
		Name: profile.NameForm{Family: "Ёлкина", Given: "Анна", Patronymic: "Сергеевна"},
		Sex:  "ж", BornOn: "09.05.1990", Citizenship: "ru",
		Document: person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: "45 02 573482", IssuedOn: "01.06.2010",
			Issuer: "ОВД района Арбат г. Москвы", DivisionCode: "773-045", Birthplace: "г. Москва",
		},
		SNILS: "123-456-789 64",
	}
}

func profileWith(t testing.TB, changes map[string]string) profile.Profile {
	t.Helper()
	form := profileForm()
	for path, text := range changes {
		require.NoError(t, form.Set(path, text))
	}
	p, err := profile.DefaultPolicy().Parse(form, person.DateOf(began))
	require.NoError(t, err)
	return p
}

var submittedAt = began.Add(time.Hour)

func submitted(t testing.TB, number int, p profile.Profile, changed ...string) account.ProfileSubmitted {
	t.Helper()
	return account.ProfileSubmitted{
		Account: id, Submission: number, Changed: changed, At: submittedAt, Profile: es.NewPersonal(p),
	}
}

func verified(number int) account.ProfileVerified {
	return account.ProfileVerified{Account: id, Submission: number, At: submittedAt.Add(time.Minute)}
}

var familyDiffers = []account.Problem{{Check: "document", Field: "name.family", Code: "verification.mismatch"}}

func rejected(number int) account.ProfileRejected {
	return account.ProfileRejected{Account: id, Submission: number, Problems: familyDiffers, At: submittedAt.Add(time.Minute)}
}

// atStages gives the account as it stands before, during and after a profile was checked.
func atStages(t testing.TB) map[string]history {
	t.Helper()
	live := stages(t, hash(t, "password"))["live"]
	checking := append(live[:len(live):len(live)], submitted(t, 1, profileWith(t, nil), profile.Changed(profile.Profile{}, profileWith(t, nil))...))
	return map[string]history{
		"live":     live,
		"checking": checking,
		"verified": append(checking[:len(checking):len(checking)], verified(1)),
		"rejected": append(checking[:len(checking):len(checking)], rejected(1)),
	}
}

// PRO-3: submitting says what is to be checked; the level does not rise before it is.
func TestSubmitProfile(t *testing.T) {
	p := profileWith(t, nil)
	scenario.Given(t, none, atStages(t)["live"]...).
		When(account.SubmitProfile(p, submittedAt)).
		Then(submitted(t, 1, p, profile.Changed(profile.Profile{}, p)...)).
		State(func(t testing.TB, a account.Account) {
			assert.Equal(t, account.Checking, a.Submission.State)
			assert.Equal(t, account.Simplified, a.Level())
			assert.True(t, p == a.Submission.Profile)
			assert.True(t, a.Profile.IsZero())
		})
}

// PRO-5: what is submitted anew tells which fields changed.
func TestSubmitProfileAgain(t *testing.T) {
	p, corrected := profileWith(t, nil), profileWith(t, map[string]string{"name.family": "Елкина"})
	at := atStages(t)
	for _, stage := range []string{"checking", "verified", "rejected"} {
		scenario.Given(t, none, at[stage]...).When(account.SubmitProfile(corrected, submittedAt)).
			Then(submitted(t, 2, corrected, "name.family"))
	}
	scenario.Given(t, none, at["checking"]...).When(account.SubmitProfile(p, submittedAt)).Then()
	scenario.Given(t, none, at["verified"]...).When(account.SubmitProfile(p, submittedAt)).Then()
	scenario.Given(t, none, at["rejected"]...).When(account.SubmitProfile(p, submittedAt)).Then(submitted(t, 2, p))
}

// What is needed to bound submissions is kept of the last 24 hours only.
func TestSubmittedWithinADay(t *testing.T) {
	a := es.Evolve(none, atStages(t)["live"]...)
	for _, hour := range []time.Duration{0, 1, 23, 24, 47} {
		a = es.Evolve(a, account.ProfileSubmitted{Account: id, Submission: a.Submission.Number + 1, At: began.Add(hour * time.Hour)})
	}
	var hours []time.Duration
	for _, at := range a.Submitted {
		hours = append(hours, at.Sub(began)/time.Hour)
	}
	assert.Equal(t, []time.Duration{24, 47}, hours)
}

func TestSubmitProfileNeedsALiveAccount(t *testing.T) {
	for name, history := range stages(t, hash(t, "password")) {
		if name == "live" {
			continue
		}
		scenario.Given(t, none, history...).When(account.SubmitProfile(profileWith(t, nil), submittedAt)).
			ThenRefused(account.ErrNotLive)
	}
}

// VER-6, LVL-1: verified, the account is standard at once.
func TestVerifyProfile(t *testing.T) {
	at := atStages(t)
	now := verified(1).At
	scenario.Given(t, none, at["checking"]...).When(account.VerifyProfile(1, now)).
		Then(verified(1), account.LevelRaised{Account: id, From: account.Simplified, To: account.Standard, At: now}).
		State(func(t testing.TB, a account.Account) {
			assert.Equal(t, account.Standard, a.Level())
			assert.True(t, profileWith(t, nil) == a.Profile)
			assert.Equal(t, account.Verified, a.Submission.State)
		})
	again := append(at["verified"], submitted(t, 2, profileWith(t, map[string]string{"name.family": "Петрова"}), "name.family"))
	scenario.Given(t, none, again...).When(account.VerifyProfile(2, now)).
		Then(verified(2)). // the level is not raised a second time
		State(func(t testing.TB, a account.Account) {
			assert.Equal(t, "Петрова", a.Profile.Name.Family().Reveal())
		})
}

// PRO-5: a rejection names what to correct; what was verified before stays.
func TestRejectProfile(t *testing.T) {
	at := atStages(t)
	now := rejected(1).At
	scenario.Given(t, none, at["checking"]...).When(account.RejectProfile(1, familyDiffers, now)).
		Then(rejected(1)).
		State(func(t testing.TB, a account.Account) {
			assert.Equal(t, account.Simplified, a.Level())
			assert.Equal(t, familyDiffers, a.Submission.Problems)
		})
	again := append(at["verified"], submitted(t, 2, profileWith(t, map[string]string{"name.family": "Петрова"}), "name.family"))
	scenario.Given(t, none, again...).When(account.RejectProfile(2, familyDiffers, now)).
		Then(rejected(2)).
		State(func(t testing.TB, a account.Account) {
			assert.Equal(t, account.Standard, a.Level(), "CHG-2: the level stays on the old data")
			assert.Equal(t, "Ёлкина", a.Profile.Name.Family().Reveal())
		})
}

// VER-7: late, repeated and superseded answers change nothing.
func TestLateDecisionsChangeNothing(t *testing.T) {
	at := atStages(t)
	superseded := append(at["checking"], submitted(t, 2, profileWith(t, map[string]string{"sex": "м"}), "sex"))
	for name, c := range map[string]struct {
		history history
		number  int
	}{
		"superseded":       {superseded, 1},
		"verified already": {at["verified"], 1},
		"rejected already": {at["rejected"], 1},
		"never submitted":  {at["live"], 1},
		"number zero":      {at["live"], 0},
		"not yet":          {at["checking"], 2},
	} {
		t.Run(name, func(t *testing.T) {
			scenario.Given(t, none, c.history...).When(account.VerifyProfile(c.number, submittedAt)).Then()
			scenario.Given(t, none, c.history...).When(account.RejectProfile(c.number, familyDiffers, submittedAt)).Then()
		})
	}
}

// PRO-2: a draft keeps whatever was typed.
func TestSaveDraft(t *testing.T) {
	form := profile.Form{SNILS: "не помню"}
	saved := account.DraftSaved{Account: id, At: submittedAt, Form: es.NewPersonal(form)}
	scenario.Given(t, account.Draft{}).When(account.SaveDraft(id, form, time.Time{}, submittedAt)).Then(saved).
		State(func(t testing.TB, d account.Draft) {
			assert.Equal(t, "не помню", d.Form.SNILS)
			assert.Equal(t, submittedAt, d.SavedAt)
		})
	scenario.Given(t, account.Draft{}, saved).When(account.SaveDraft(id, form, submittedAt, began)).Then()
	later := account.DraftSaved{Account: id, At: submittedAt.Add(time.Hour), Form: es.NewPersonal(form)}
	scenario.Given(t, account.Draft{}, saved).When(account.SaveDraft(id, form, submittedAt.Add(1), later.At)).Then(later)
	scenario.Given(t, account.Draft{}, saved).When(account.SaveDraft(id, profile.Form{}, time.Time{}, submittedAt)).
		Then(account.DraftSaved{Account: id, At: submittedAt, Form: es.NewPersonal(profile.Form{})})
}
