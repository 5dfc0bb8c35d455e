// Package letter confirms a person's identity by a registered letter with a code (CNF-4).
//
//	Order ──▶ ordered ──▶ printed ──▶ dispatched ──▶ at the office ──▶ handed over
//	             │  ▲ not printed yet: why, and when it is tried again
//	             │  └───┘
//	             └── from each of these: used (the code was entered, the identity is confirmed), void (what the
//	                 letter vouches for has changed, CNF-5), cancelled (another way succeeded), expired; and,
//	                 once printed and not handed over, returned or lost
//
// The code stands on the paper and nowhere else: it derives from the id of the letter (see package
// confirmation), and only the [PostOffice] is told it. News of the post come in by [Service.Track], and by asking
// a post office that is a [Tracker].
//
//	ordered, err := kabinet.Letters.Order(ctx, accountID, letter.Destination{})
//	…
//	err = kabinet.Letters.Enter(ctx, accountID, typed) // identity.ErrWrongCode with the tries left, …
package letter
