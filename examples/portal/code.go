package main

import (
	"context"
	"errors"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/registration"
)

// codeView is the page that asks for a code.
type codeView struct {
	Step     step
	Standing confirmation.Standing
	Email    bool
	// State and Reason say how the message fares (COD-10), RetryAt when it is tried again.
	State, Reason string
	RetryAt       time.Time
	// Wait is how long until another code can be asked for; 0 means now.
	Wait time.Duration
}

func (v *visit) codeFields() *form {
	return v.form(&field{Name: "code", Label: "code.label", Hint: "code.hint", Autocomplete: "one-time-code", InputMode: "numeric"})
}

func (v *visit) codeForm() error {
	step, ok := v.cookies.step()
	switch {
	case ok:
		return v.askCode(step)
	case v.cookies.get(grantCookie) != "":
		return v.redirect("/password")
	default:
		return v.redirect("/resume")
	}
}

func (v *visit) askCode(step step) error {
	view, err := v.codeView(step)
	if errors.Is(err, confirmation.ErrNoneIssued) {
		v.cookies.remove(stepCookie)
		v.notify("nothing-open")
		return v.redirect("/resume")
	}
	if err != nil {
		return err
	}
	return v.show(page{Name: "code", Form: v.codeFields(), Refresh: view.refresh(), Data: view})
}

func (v *visit) codeView(step step) (codeView, error) {
	standing, err := v.server.portal.Registration.Standing(v.context(), step.Challenge)
	if err != nil {
		return codeView{}, err
	}
	view := codeView{Step: step, Standing: standing, Email: standing.Kind == person.ContactEmail}
	view.Wait = max(time.Until(standing.ResendAt), 0)
	delivery, err := v.delivery(standing, step)
	if err != nil {
		return codeView{}, err
	}
	view.State, view.RetryAt = string(delivery.Status), delivery.RetryAt
	if delivery.Reason != nil {
		view.Reason = delivery.Reason.Message(v.tongue.tag)
	}
	if step.Purpose == resuming && (delivery.Status == notification.Waiting || delivery.Status == notification.Sent) {
		view.State = "veiled"
	}
	return view, nil
}

const (
	// patience is how long the page waits for the message to leave, so that as a rule it can say so at once.
	patience = time.Second
	// glance is how often it looks meanwhile: the message may be sent by another portal over the same store.
	glance = 100 * time.Millisecond
)

// delivery says how the message with the code fares. Of a resumed registration it does not wait for it,
// because where there is none nothing is ever sent, and nobody shall learn that from the time it takes.
func (v *visit) delivery(standing confirmation.Standing, step step) (notification.Delivery, error) {
	ctx, cancel := context.WithTimeout(v.context(), patience)
	defer cancel()
	for {
		changed := v.server.changed()
		delivery, err := v.server.portal.Notification.CodeDelivery(v.context(), standing.Challenge, standing.Send)
		if err != nil || delivery.Status != notification.Waiting || step.Purpose == resuming {
			return delivery, err
		}
		select {
		case <-changed:
		case <-time.After(glance):
		case <-ctx.Done():
			return delivery, nil
		}
	}
}

// refresh loads the page again while the message is on its way: nobody can be typing its code yet.
func (c codeView) refresh() int {
	switch {
	case c.Standing.Closed != nil:
		return 0
	case c.State == string(notification.Waiting):
		return 3
	case c.State == string(notification.Failing):
		return 5
	default:
		return 0
	}
}

func (v *visit) confirmCode() error {
	step, ok := v.cookies.step()
	if !ok {
		return v.redirect("/code")
	}
	f := v.codeFields()
	owner, err := v.account()
	if err != nil {
		return err
	}
	confirmed, err := v.server.portal.Registration.Confirm(v.context(), registration.Confirm{
		Key: f.Key, Challenge: step.Challenge, Code: f.value("code"), Account: owner,
	})
	if err != nil {
		return v.refuseCode(err, step, f)
	}
	return v.proved(confirmed)
}

// proved leads on from a proved contact: to the password, or back to the account it was added to.
func (v *visit) proved(confirmed registration.Confirmed) error {
	v.cookies.remove(stepCookie)
	if confirmed.Next == account.SetAPassword {
		v.cookies.set(grantCookie, confirmed.Grant.Reveal(), v.server.policy.Confirmation.GrantFor)
		v.notify("contact-proved")
		return v.redirect("/password")
	}
	v.notify("contact-added")
	return v.redirect("/account")
}

func (v *visit) refuseCode(refusal error, step step, f *form) error {
	view, err := v.codeView(step)
	if err != nil {
		return errors.Join(refusal, err)
	}
	return v.refuse(refusal, page{Name: "code", Form: f, Path: "/code", Data: view})
}

func (v *visit) resend() error {
	step, ok := v.cookies.step()
	if !ok {
		return v.redirect("/code")
	}
	f := v.codeFields()
	_, err := v.server.portal.Registration.Resend(v.context(), registration.Resend{Key: f.Key, Challenge: step.Challenge})
	if err != nil {
		return v.refuseCode(err, step, f)
	}
	v.notify("code-resent")
	return v.redirect("/code")
}
