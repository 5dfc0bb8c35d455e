package account

// Method is a way in which somebody vouched for a person's identity (CNF-1).
type Method string

// The methods: in person at a service centre, by a code in a registered letter, by a qualified e-signature,
// by a bank.
const (
	Centre    Method = "centre"
	Letter    Method = "letter"
	Signature Method = "signature"
	Bank      Method = "bank"
)

// Methods lists them all.
func Methods() []Method { return []Method{Centre, Letter, Signature, Bank} }
