package letter

import (
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/profile"
)

// Post is the party that letters are given to, ForLetter what for: both stand in the list of disclosures (CON-1).
const (
	Post      account.Party   = "post"
	ForLetter account.Purpose = "letter"
)

// disclose records what of the profile is about to be given to the post. An address typed for this letter alone is none
// of the profile's.
func disclose(l Letter, now time.Time) es.Decision[account.Account] {
	given := profile.Profile{Name: l.Contents.Name}
	switch l.To {
	case ToDelivery:
		given.Addresses.Delivery = l.Contents.Address
	case ToResidence:
		given.Addresses.Residence = l.Contents.Address
	case ToRegistration:
		given.Addresses.Registration = l.Contents.Address
	case ToOther:
	}
	return account.Disclose(account.Transfer{
		Party: Post, Purpose: ForLetter, Fields: profile.Changed(profile.Profile{}, given), At: now,
	})
}
