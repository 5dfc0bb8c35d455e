// Package services says what an account opens: a catalogue of the portal's services, each with the level
// and the methods of confirmation it demands (LVL-2), and for an account that falls short the exact next
// steps.
//
//	catalogue, err := services.NewCatalogue(services.Service{ID: "tax-return", Level: account.Confirmed, …})
//	verdict, err := catalogue.MayUse(anna, "tax-return")
//	if !verdict.Allowed {
//		show(verdict.Steps) // "correct-profile" with the fields, "confirm-identity" with the methods
//	}
//
// The verdict is read from the account's own state, so what is shown is what is enforced, at once after each
// step (LVL-1).
package services
