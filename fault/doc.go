// Package fault says what is wrong with a command so that machines and people both understand it.
//
// A [Fault] has the path of the field, a stable code and a message in Russian and English. A command
// that is refused gives a [Refusal] with all its faults at once (REG-9). Beside refusals there are
// three more axes, asked by errors.Is: [Transient], [Permanent] and [Conflict]. A Transient error promises
// that nothing has happened, unless it is marked [InDoubt] too:
//
//	switch {
//	case errors.Is(err, fault.InDoubt):   // repeat under the same idempotency key, never under a new one
//	case errors.Is(err, fault.Transient): // repeat as you like
//	}
//
//	var ErrTooYoung = fault.Define("person.age.too-young",
//		"Регистрация возможна с {min} лет", "Registration is possible from the age of {min}")
//
//	err := fault.Join(
//		fault.At("name", nameErr),
//		ErrTooYoung.With("min", 14).At("birthDate"),
//	)
//	for _, f := range fault.All(err) {
//		fmt.Println(f.Path, f.Code, f.Message(language.Russian))
//	}
//
// Texts know plurals and durations, see [Text]. Package fault/shape turns the `validate` tags of a command
// struct into a refusal of the same form.
//
// Values of this package are immutable and safe for concurrent use.
package fault
