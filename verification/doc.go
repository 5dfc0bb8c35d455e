// Package verification has a submitted profile checked by the state registries (VER-1 to VER-7).
//
//	ProfileSubmitted ──▶ started ──┬─ document ─┐     each check:
//	                               ├─ snils ────┤       waiting ─ due ─▶ asked ─▶ matched
//	                               └─ inn ──────┤          ▲               │ ├──▶ mismatched (fields)
//	                                            ▼          │               │ └──▶ not found
//	                            all matched: ProfileVerified   └─ later ── unavailable, or a ticket
//	                            one says no: ProfileRejected       5 days without an answer: overdue
//
// One stream per submission holds the whole state, so the process survives restarts and needs nobody signed
// in. What a registry says counts once, for the submission and the attempt it belongs to.
package verification
