package services

import (
	"errors"
	"fmt"
	"slices"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
)

// Service is one of the portal's services and what it demands.
type Service struct {
	ID   string
	Name fault.Text
	// Level is the least an account must have.
	Level account.Level
	// Methods are those of which one must have confirmed the identity, for a service that does not trust
	// all of them (CNF-6); empty trusts every one. They count at the level Confirmed only.
	Methods []account.Method
}

// Catalogue knows the services of a portal. It does not change, so it is safe for concurrent use.
type Catalogue struct {
	services []Service
	byID     map[string]Service
}

// ErrUnknown means that there is no such service. Nobody may use it.
var ErrUnknown = fault.Define("services.unknown", "Такой услуги нет", "There is no such service")

// NewCatalogue returns a catalogue, or everything that is wrong with it, on the fault.Permanent axis.
func NewCatalogue(services ...Service) (*Catalogue, error) {
	c := &Catalogue{byID: map[string]Service{}}
	var mistakes []error
	demand := func(ok bool, id, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf("services: %q "+format, append([]any{id}, args...)...))
		}
	}
	for _, s := range services {
		_, twice := c.byID[s.ID]
		demand(s.ID != "", s.ID, "has no id")
		demand(!twice, s.ID, "is there twice")
		demand(s.Name.Russian != "" && s.Name.English != "", s.ID, "needs a name in both languages")
		demand(s.Level >= account.Simplified && s.Level <= account.Confirmed, s.ID, "demands the level %v", s.Level)
		demand(len(s.Methods) == 0 || s.Level == account.Confirmed, s.ID, "demands methods below the level %v", account.Confirmed)
		for _, method := range s.Methods {
			demand(slices.Contains(account.Methods(), method), s.ID, "demands the method %q, which does not exist", method)
		}
		s.Methods = slices.Clone(s.Methods)
		c.byID[s.ID] = s
		c.services = append(c.services, s)
	}
	if len(mistakes) > 0 {
		return nil, fault.AsPermanent(errors.Join(mistakes...))
	}
	return c, nil
}

// All lists the services in the order they were given.
func (c *Catalogue) All() []Service { return slices.Clone(c.services) }
