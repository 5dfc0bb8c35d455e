// Package centre confirms a person's identity in person, at the desk of a service centre (CNF-2): an operator of an
// accredited centre records the document shown, which must be the one in the verified profile.
//
//	Receive ──▶ the document differs: what does is recorded and told; correct it and come again
//	   │
//	   └──────▶ it agrees ──▶ agreed, account confirmed (policy AtOnce)
//	                │
//	                └───────▶ sealed ──▶ activated, account confirmed (Activate with the code of the slip)
//	                             └────▶ expired · superseded by a later slip · void (the profile changed) · overtaken
//
// Operators are people with accounts and sessions of their own (package operator); each command names the operator and
// the centre whose desk it comes from:
//
//	next, err := k.Centres.Next(ctx, desk, identifier)          // register, confirm or recover (OPS-2)
//	visit, err := k.Centres.Receive(ctx, centre.Receive{Desk: desk, Account: next.Account, Shown: shown})
//	account, err := k.Centres.Enrol(ctx, centre.Enrol{Desk: desk, Form: form, Contact: contact, Consents: consents})
//	…
//	err = k.Centres.Activate(ctx, accountID, typed)             // where slips are sealed
//
// Which centres there are is asked of the port [Directory], whose contract package centretest shows.
package centre
