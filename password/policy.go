package password

// Policy is one portal's rules for passwords (PWD-1). It is a plain comparable value: copy it, change a
// field, and ask Validate at start-up. A zero Policy accepts nothing. Lengths are in code points of the
// text in normalisation form C.
type Policy struct {
	// MinLength is the shortest length accepted.
	MinLength int
	// MaxLength is the longest length accepted; 0 leaves only MaxBytes.
	MaxLength int
	// MaxBytes bounds the raw UTF-8 input before any work is done on it: hostile input is refused unread.
	// It is no second length rule, so Validate wants room for every text of MaxLength.
	MaxBytes int

	// RequireUpper and RequireLower say from which alphabet at least one capital and one small letter
	// must come.
	RequireUpper, RequireLower Alphabet
	// RequireDigit asks for at least one of 0–9.
	RequireDigit bool
	// RequireSign asks for at least one of these characters; empty asks for none.
	RequireSign string
	// ForbiddenSigns are characters that must not occur.
	ForbiddenSigns string
	// RefuseEqualNeighbours forbids the same character twice in a row.
	RefuseEqualNeighbours bool

	// RefuseCommon refuses passwords that are on the block list, in any of its disguises, or follow an
	// obvious pattern: rows of keys, repetition, a date, a phone number.
	RefuseCommon bool
	// CommonPadding is how many figures and signs around a common word still leave it common.
	CommonPadding int
	// RefusePersonal refuses passwords that contain a word of the [Context].
	RefusePersonal bool
	// PersonalWord is the length from which a word of the Context counts.
	PersonalWord int

	// EstimatedLength is how much of the beginning Strength looks at, so that its time is bounded. What
	// follows can only make the password stronger.
	EstimatedLength int
	// ScoreBits are the bits of guessing work from which a password scores 1, 2, 3 and 4.
	ScoreBits [4]float64
}

// Alphabet says which letters satisfy a demand for a capital or a small one.
type Alphabet int

const (
	// NoAlphabet demands no letter.
	NoAlphabet Alphabet = iota
	// AnyAlphabet is satisfied by a letter of any script that has capitals.
	AnyAlphabet
	// LatinAlphabet is satisfied by A–Z or a–z only.
	LatinAlphabet
)

// Modern is the default: 8–128 code points, no composition rules, block list, context words
// (PWD-1; NIST SP 800-63B, ASVS 6.2).
func Modern() Policy {
	p := unrestricted()
	p.MinLength, p.MaxLength = 8, 128
	p.RefuseCommon, p.RefusePersonal = true, true
	return p
}

// PortalGuide is what the portal's guide prescribes (PWD-1): 8–20 code points with a capital letter, a
// small one, a digit and one of ! @ # $ % ^ & * ( ) - _ + =. It has neither block list nor context words;
// switch RefuseCommon and RefusePersonal on to add them.
func PortalGuide() Policy {
	p := unrestricted()
	p.MinLength, p.MaxLength = 8, 20
	p.RequireUpper, p.RequireLower = AnyAlphabet, AnyAlphabet
	p.RequireDigit = true
	p.RequireSign = "!@#$%^&*()-_+="
	return p
}

// Portal2019 is what the portal asked in 2019 (PWD-1): at least 8 code points with a Latin capital, a
// digit and a punctuation mark, no equal neighbours, no * and no #. The punctuation marks are those of
// ASCII that Unicode calls punctuation. It has neither block list nor context words; switch RefuseCommon
// and RefusePersonal on to add them.
func Portal2019() Policy {
	p := unrestricted()
	p.MinLength = 8
	p.RequireUpper = LatinAlphabet
	p.RequireDigit = true
	p.RequireSign = `!?;:.,-_"'%&()[]{}/\@`
	p.ForbiddenSigns = "*#"
	p.RefuseEqualNeighbours = true
	return p
}

// unrestricted has the figures that every named policy shares.
func unrestricted() Policy {
	return Policy{
		MaxBytes: 4096,
		// Eight figures are a date: "любовь12031985" is as common as "любовь".
		CommonPadding: 8,
		PersonalWord:  3,
		// The time grows with the square; four ordinary words fit, and 41 bits are reached long before.
		EstimatedLength: 40,
		// The scale of zxcvbn: 100 s, 3 hours, 12 days and 3 years at 10,000 guesses a second.
		ScoreBits: [4]float64{21, 27.6, 34.2, 40.9},
	}
}
