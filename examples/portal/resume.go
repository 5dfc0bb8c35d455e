package main

import "github.com/kabinet-go/kabinet/registration"

// resumeForm asks for the contact of a registration that was interrupted (REG-6).
func (v *visit) resumeForm() error { return v.show(page{Name: "resume", Form: v.contactForm()}) }

func (v *visit) resume() error {
	f := v.contactForm()
	receipt, err := v.server.portal.Registration.Resume(v.context(), registration.Resume{
		Key: f.Key, Contact: f.contact(), Language: v.tongue.Code,
	})
	if err != nil {
		return v.refuse(err, page{Name: "resume", Form: f})
	}
	v.cookies.remove(grantCookie)
	v.cookies.setStep(step{Challenge: receipt.Challenge, Contact: masked(f.contact()), Purpose: resuming})
	return v.redirect("/code")
}
