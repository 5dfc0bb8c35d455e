package main

import (
	"errors"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/examples/portal/authority"
	"github.com/kabinet-go/kabinet/profile"
)

// authorityForm asks for whom a certificate is to be; nothing of it is checked, so that one can see what is refused.
func (v *visit) authorityForm(known profile.Form) *form {
	var algorithms []option
	for _, algorithm := range authority.Algorithms() {
		algorithms = append(algorithms, option{string(algorithm), v.text("authority." + string(algorithm))})
	}
	given := known.Name.Given
	if known.Name.Patronymic != "" {
		given += " " + known.Name.Patronymic
	}
	f := v.form(
		&field{Name: "family", Label: "register.family", Autocomplete: "off", Optional: true},
		&field{Name: "given", Label: "authority.given", Autocomplete: "off", Optional: true},
		&field{Name: "snils", Label: "profile.snils", Hint: "authority.snils.hint", InputMode: "numeric", Autocomplete: "off", Optional: true},
		&field{Name: "inn", Label: "profile.inn", InputMode: "numeric", Autocomplete: "off", Optional: true},
		&field{Name: "algorithm", Label: "authority.algorithm", Type: "radio", Options: algorithms},
		&field{Name: "lapsed", Label: "authority.lapsed", Type: "checkbox", Tick: "yes"},
	)
	if len(v.r.PostForm) == 0 {
		f.Field("family").Value, f.Field("given").Value = known.Name.Family, given
		f.Field("snils").Value, f.Field("inn").Value = known.SNILS, known.INN
		f.Field("algorithm").Value = string(authority.ECDSA)
	}
	return f
}

// showAuthority proposes whoever is signed in.
func (v *visit) showAuthority() error {
	owner, err := v.owner()
	if err != nil && !errors.Is(err, access.ErrNoSession) {
		return err
	}
	return v.show(page{Name: "authority", Form: v.authorityForm(owner.Profile.Reveal()), Data: authority.Command})
}

// issueCertificate gives key and certificate as one file. The authority keeps neither.
func (v *visit) issueCertificate() error {
	f := v.authorityForm(profile.Form{})
	signer, err := v.server.authority.Issue(authority.Holder{
		Family: f.value("family"), Given: f.value("given"), SNILS: f.value("snils"), INN: f.value("inn"),
		Algorithm: authority.Algorithm(f.value("algorithm")), Lapsed: f.value("lapsed") != "",
	})
	if errors.Is(err, authority.ErrAlgorithm) {
		v.notify("no-such-algorithm")
		return v.redirect("/dev/signatures")
	}
	if err != nil {
		return err
	}
	return v.download("signer.pem", "application/x-pem-file", signer)
}
