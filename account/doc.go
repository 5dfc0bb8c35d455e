// Package account is the aggregate at the heart of Kabinet: one person's account.
//
//	          Registered
//	○ ───────────────────────▶ registering ──── ContactConfirmed ────▶ registering
//	                                │                                      │
//	                                │ RegistrationAbandoned                │ PasswordSet
//	                                ▼                                      ▼
//	                            abandoned                          live (simplified)
//
// The package holds the state ([Account]), the events, and the decisions as pure functions: [Register],
// [ConfirmContact], [SetPassword], [ChangePassword], [RehashPassword], [Abandon], [Remind]. Who runs them, with
// which claims and timers, is told in package registration; [Reader] is for whoever only looks.
//
//	err := engine.Do(ctx, func(ctx context.Context, unit *eventsourcing.Unit) error {
//		anna, err := accounts.Load(ctx, unit, id)
//		if err != nil {
//			return err
//		}
//		return anna.Decide(account.ConfirmContact(phone, unit.Now()))
//	})
//
// Events name the person's data only in their sealed part; the public part holds ids, times and kinds,
// so that nothing of the person is left once the data key is destroyed.
package account
