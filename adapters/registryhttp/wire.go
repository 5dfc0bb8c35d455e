package registryhttp

import (
	"net/http"

	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/contract"
	"github.com/kabinet-go/kabinet/person"
)

func nameOf(name person.FullName) contract.Name {
	return contract.Name{
		Family: name.Family().Reveal(), Given: name.Given().Reveal(), Patronymic: name.Patronymic().Reveal(),
	}
}

func documentOf(document person.IdentityDocument) contract.Document {
	form := document.Reveal()
	return contract.Document{
		Kind: contract.DocumentKind(form.Kind), Number: form.Number, IssuedOn: form.IssuedOn, ExpiresOn: form.ExpiresOn,
		Issuer: form.Issuer, DivisionCode: form.DivisionCode, Birthplace: form.Birthplace,
	}
}

// found reads what came of looking up an INN. Whether it is a person's, package verification decides.
func (r registry) found(reply response) (person.INN, bool, error) {
	var said contract.FoundINN
	if err := r.decode(reply, &said); err != nil {
		return person.INN{}, false, err
	}
	switch {
	case reply.status == http.StatusOK && said.Outcome == contract.FoundINNOutcomeNotFound && said.INN == "":
		return person.INN{}, false, nil
	case reply.status == http.StatusOK && said.Outcome == contract.FoundINNOutcomeFound:
		inn, err := person.ParseINN(said.INN)
		if err != nil {
			return person.INN{}, false, r.nonsense("an INN that cannot be one") // the fault is no fault of the person's
		}
		return inn, true, nil
	default:
		return person.INN{}, false, r.nonsense("neither an INN nor that there is none")
	}
}
