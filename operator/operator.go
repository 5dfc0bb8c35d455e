package operator

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Category is that of the streams of operators; a stream's id is that of the operator's account.
const Category = "operator"

// Operator is a person in office. The zero value is somebody who never was.
type Operator struct {
	Account string
	// Role is empty for whoever is not in office.
	Role Role
	// Centre is where a centre operator works, and empty for the others.
	Centre string
	Since  time.Time
}

// Refusals of an appointment.
var (
	ErrRole = fault.Define("operator.role",
		"Такой роли нет", "There is no such role")
	ErrCentreMissing = fault.Define("operator.centre-missing",
		"Укажите центр обслуживания, в котором работает оператор", "Name the service centre the operator works at")
	ErrCentreNotAsked = fault.Define("operator.centre-not-asked",
		"С этой ролью центр обслуживания не указывают", "No service centre belongs to this role")
)

// Appointment gives somebody a role, in place of the one they have.
type Appointment struct {
	// Account is that of the person who becomes operator, By that of whoever appoints: empty for the host.
	Account, By string
	Role        Role
	// Centre is needed for a [CentreOperator], and only there.
	Centre string
}

// Codec knows the events of operators. They hold no personal data.
func Codec() *es.Codec[Operator] {
	codec := es.NewCodec[Operator]()
	es.Register[Appointed](codec, "operator.appointed", 1)
	es.Register[Dismissed](codec, "operator.dismissed", 1)
	return codec
}

// Appointed means that somebody has a role from now on.
type Appointed struct {
	Account string    `json:"account"`
	Role    Role      `json:"role"`
	Centre  string    `json:"centre,omitempty"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e Appointed) Evolve(Operator) Operator {
	return Operator{Account: e.Account, Role: e.Role, Centre: e.Centre, Since: e.At}
}

// Dismissed means that somebody has no role any more.
type Dismissed struct {
	Account string    `json:"account"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e Dismissed) Evolve(o Operator) Operator { return Operator{Account: o.Account} }

// Appoint gives a role. The same role again changes nothing.
func Appoint(a Appointment, now time.Time) es.Decision[Operator] {
	return func(o Operator) ([]es.Event[Operator], error) {
		switch {
		case !a.Role.known():
			return nil, ErrRole.At("role")
		case a.Role == CentreOperator && a.Centre == "":
			return nil, ErrCentreMissing.At("centre")
		case a.Role != CentreOperator && a.Centre != "":
			return nil, ErrCentreNotAsked.At("centre")
		case o.Role == a.Role && o.Centre == a.Centre:
			return nil, nil
		default:
			return []es.Event[Operator]{Appointed{Account: a.Account, Role: a.Role, Centre: a.Centre, By: a.By, At: now}}, nil
		}
	}
}

// Dismiss takes the role away. Whoever has none stays without.
func Dismiss(by string, now time.Time) es.Decision[Operator] {
	return func(o Operator) ([]es.Event[Operator], error) {
		if o.Role == "" {
			return nil, nil
		}
		return []es.Event[Operator]{Dismissed{Account: o.Account, By: by, At: now}}, nil
	}
}
