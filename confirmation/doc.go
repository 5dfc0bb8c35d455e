// Package confirmation proves that a contact belongs to a person: by a code, or by a link with a code
// beside it.
//
// A [Challenge] is one question put to one contact of one account for one purpose. It may be sent
// several times; only the code of the latest sending counts.
//
//	      CodeIssued                AnswerWrong (at most 5 per code)
//	○ ───────────────▶ open ───────────────────────────────┐
//	                    │ ▲ CodeResent                      │
//	                    │ └──────────┘◀─────────────────────┘
//	                    ├── AnswerRight ──────────▶ answered: the proof, with a grant for what follows
//	                    └── ChallengeSuperseded ──▶ superseded by a newer challenge
//
// Codes are derived, not stored: a truncated HMAC of the challenge's id and the number of the sending
// under a rotating secret ([Codes]). So a crash between "issued" and "sent" loses nothing, and neither
// store nor log nor backup ever holds a code (COD-7).
//
// Per contact, whoever asks, an [Allowance] counts sendings and wrong answers (COD-3, COD-4).
//
// [Service] works inside units of work of its caller, so that a proof and what it proves are written
// together:
//
//	err := engine.Do(ctx, func(ctx context.Context, unit *eventsourcing.Unit) error {
//		verdict, err := confirmations.Judge(ctx, unit, confirmation.Answer{Challenge: id, Code: typed})
//		if err != nil {
//			return err
//		}
//		refusal = verdict.Refusal // no error, since a wrong answer is counted
//		return nil
//	})
package confirmation
