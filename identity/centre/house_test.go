package centre_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/operator"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

const (
	day  = 24 * time.Hour
	here = "mfc-77-001"
)

// scene is a portal in virtual time with a person whose profile is verified, and an operator at a desk.
type scene struct {
	*testing.T
	portaltest.Portal
	id   string
	desk centre.Desk
}

func play(t *testing.T, story func(s scene), change ...func(*kabinet.Policy)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, append(change, portaltest.Unhurried)...)
		s := scene{T: t, Portal: p, id: p.Verified(t, portaltest.Phone, portaltest.Profile())}
		s.desk = s.employ("+79260000001", here)
		story(s)
	})
}

// sealing has slips handed over.
func sealing(policy *kabinet.Policy) { policy.Centres.AtOnce = false }

// employ makes somebody an operator of a centre.
func (s scene) employ(phone, at string) centre.Desk {
	s.Helper()
	id := s.Person(s.T, phone)
	require.NoError(s, s.Operators.Appoint(s.Context(), operator.Appointment{Account: id, Role: operator.CentreOperator, Centre: at}))
	return centre.Desk{Operator: id, Centre: at}
}

// papers are what the person of the scene has with them.
func papers() centre.Shown {
	form := portaltest.Profile()
	return centre.Shown{
		Name: form.Name, BornOn: form.BornOn, Kind: form.Document.Kind, Number: form.Document.Number, SNILS: form.SNILS,
	}
}

func (s scene) receive(shown centre.Shown) (centre.Visit, error) {
	return s.Centres.Receive(s.Context(), centre.Receive{Desk: s.desk, Account: s.id, Shown: shown})
}

// sealed has the person handed a slip, and returns the visit with the code in it.
func (s scene) sealed() (visit centre.Visit, code string) {
	s.Helper()
	visit, err := s.receive(papers())
	require.NoError(s, err)
	require.Equal(s, centre.Sealed, visit.State)
	slip, err := s.Centres.Slip(s.Context(), s.desk, s.id, visit.ID)
	require.NoError(s, err)
	return visit, slip.Code.Reveal()
}

func (s scene) account() account.Account {
	s.Helper()
	found, err := s.Accounts.Get(s.Context(), s.id)
	require.NoError(s, err)
	return found
}

func (s scene) visits() centre.Visits {
	s.Helper()
	visits, err := s.Centres.Visits(s.Context(), s.id)
	require.NoError(s, err)
	return visits
}

// rest lets everything happen that happens within d.
func (s scene) rest(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// marry has another family name verified.
func (s scene) marry() {
	s.Helper()
	form := portaltest.Profile()
	form.Name.Family = "Берёзкина"
	s.verify(form)
}

func (s scene) verify(form profile.Form) {
	s.Helper()
	s.Know(s.T, form)
	require.NoError(s, s.Verification.Submit(s.Context(), s.id, form))
	s.rest(day)
	require.Equal(s, account.Verified, s.account().Submission.State)
}

// otherForm is the profile of somebody else.
func otherForm() profile.Form {
	form := portaltest.Profile()
	form.Name = profile.NameForm{Family: "Соколов", Given: "Борис"}
	form.Sex, form.SNILS, form.INN = "м", "112-233-445 95", ""
	form.Document.Kind, form.Document.Number = person.DocumentPassport, "45 02 573483"
	return form
}
