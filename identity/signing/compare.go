package signing

import (
	"strings"

	"github.com/kabinet-go/kabinet/identity/signature"
	"github.com/kabinet-go/kabinet/profile"
)

// vouched is what a certificate says of its holder, as a profile would say it. The verifier's front has seen to it that
// there is a SNILS.
func vouched(subject signature.Subject) profile.Form {
	given, patronymic, _ := strings.Cut(strings.TrimSpace(subject.GivenNames.Reveal()), " ")
	return profile.Form{
		Name:  profile.NameForm{Family: subject.Surname.Reveal(), Given: given, Patronymic: patronymic},
		SNILS: subject.SNILS.Reveal(), INN: subject.INN.Reveal(),
	}
}
