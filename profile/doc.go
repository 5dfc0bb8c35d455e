// Package profile holds what a person says of themselves to become more than a contact with a password:
// who they are, by which document, with which numbers (PRO-1). It knows what belongs to a profile and
// what is wrong in it; whether it is true is for the registries to say.
//
//	form as typed ── Policy.Parse ──▶ Profile ── Reveal ──▶ form to correct
//	     │                 │
//	     │                 └─ every fault at once, each at the path of its field
//	     └─ may be saved as a draft with any part left empty (PRO-2)
//
// A field is named by its path in the form, "document.number": in refusals, in what a registry found
// different, in what changed between two submissions ([Changed]) and in corrections ([Form.Set]).
package profile
