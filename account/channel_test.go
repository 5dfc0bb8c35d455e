package account_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/person"
)

func channelChosen(kind person.ContactKind) account.ChannelChosen {
	return account.ChannelChosen{Account: id, Topic: account.Results, Kind: kind, At: submittedAt}
}

// NOT-2: a person chooses by which proved contact results come.
func TestChooseChannel(t *testing.T) {
	live := stages(t, hash(t, "password"))["live"]
	both := append(live[:len(live):len(live)], confirmed(email(t), submittedAt))
	scenario.Given(t, none, both...).
		When(account.ChooseChannel(account.Results, person.ContactEmail, submittedAt)).
		Then(channelChosen(person.ContactEmail)).
		State(func(t testing.TB, a account.Account) {
			contact, ok := a.Channel(account.Results)
			assert.True(t, ok)
			assert.Equal(t, email(t), contact.Value)
		})
	scenario.Given(t, none, append(both, channelChosen(person.ContactEmail))...).
		When(account.ChooseChannel(account.Results, person.ContactEmail, submittedAt)).Then()
	scenario.Given(t, none, live...).When(account.ChooseChannel(account.Results, person.ContactEmail, submittedAt)).
		ThenRefused(account.ErrChannelNotProved)
	scenario.Given(t, none, both...).When(account.ChooseChannel("security", person.ContactEmail, submittedAt)).
		ThenRefused(account.ErrTopic)

	contact, ok := es.Evolve(none, both...).Channel(account.Results)
	assert.True(t, ok)
	assert.Equal(t, phone(t), contact.Value, "the one proved first")
	_, ok = none.Channel(account.Results)
	assert.False(t, ok)
}

// The map of channels is not shared between states.
func TestChannelsAreValues(t *testing.T) {
	before := channelChosen(person.ContactEmail).Evolve(none)
	channelChosen(person.ContactPhone).Evolve(before)
	assert.Equal(t, person.ContactEmail, before.Channels[account.Results])
}
