package registration_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/registration"
)

func (d *desk) enrol(command registration.Enrol) (enrolled registration.Enrolled, err error) {
	err = d.engine.Do(context.Background(), func(ctx context.Context, unit *es.Unit) (err error) {
		enrolled, err = d.Enrol(ctx, unit, command)
		return err
	})
	return enrolled, err
}

func enrol(contact string) registration.Enrol {
	return registration.Enrol{Contact: contact, Consents: form(contact).Consents, Channel: "centre"}
}

// CNF-9: the account that is opened for somebody says nothing of them, and is theirs by the code alone.
func TestEnrol(t *testing.T) {
	d := newDesk(t)
	command := enrol(annasPhone)
	command.Consents = append(command.Consents, registration.Consent{Purpose: account.IdentityByBank, Version: "1", Recipient: "bank:test-bank"})
	enrolled, err := d.enrol(command)
	require.NoError(t, err)
	opened := d.account(enrolled.Account)
	assert.True(t, opened.Name.IsZero())
	assert.Equal(t, account.Party("bank:test-bank"), opened.Consents[2].Recipient)
	assert.Equal(t, "centre", opened.Consents[2].Channel)
	assert.Equal(t, confirmation.ForEnrolment, d.challenge(enrolled.Receipt.Challenge).Purpose)

	confirmed := d.confirm(d.right(enrolled.Receipt))
	assert.Equal(t, registration.Confirmed{Account: enrolled.Account, Next: account.SetAPassword, Grant: confirmed.Grant}, confirmed)
	completed, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: goodSecret})
	require.NoError(t, err)
	assert.Equal(t, registration.Completed{Account: enrolled.Account, Level: account.Simplified}, completed)
}

// REG-8, OPS-2: only where an operator asks is a contact with an account refused; neither way is a code sent to it.
func TestEnrolByATakenContact(t *testing.T) {
	d := newDesk(t)
	d.finish(annasEmail)

	command := enrol(annasEmail)
	command.Openly, command.Consents = true, nil
	_, err := d.enrol(command)
	require.ErrorIs(t, err, registration.ErrContactTaken)
	found := map[string]bool{}
	for _, f := range fault.All(err) {
		found[f.Path] = true
	}
	assert.Equal(t, map[string]bool{"contact": true, "consents.terms": true, "consents.personal-data": true}, found)

	open := enrol(borisPhone)
	open.Openly = true
	_, err = d.enrol(open)
	require.NoError(t, err)
	assert.Equal(t, "[enrol]", fmt.Sprintf("%+v", open))
}

// REG-8: otherwise the answer is the same as ever, and the code is withheld.
func TestEnrolConceals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		owner := d.finish(annasPhone)
		time.Sleep(time.Hour)
		enrolled, err := d.enrol(enrol(annasPhone))
		require.NoError(t, err)
		assert.NotEqual(t, owner, enrolled.Account)
		assert.True(t, d.challenge(enrolled.Receipt.Challenge).Withheld)
		assert.Empty(t, d.letter(enrolled.Receipt).Code)
	})
}
