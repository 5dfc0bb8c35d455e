// Package person holds the values that say who somebody is and how to reach them: identifiers of Russian
// registries, documents, names, dates, addresses, phones and e-mail addresses (IDN-1 to IDN-9).
//
// A value exists only if it is right in form, for a Parse function made it; whether it is true is for the
// registries to say. What Parse refuses comes back as a [fault.Fault], to be placed at the field, or as a
// [fault.Refusal] from the types made of several fields.
//
//	snils, err := person.ParseSNILS("123-456-789 64")
//	if err != nil {
//		return fault.At("snils", err) // snils: person.snils.checksum: …
//	}
//	fmt.Println(snils)          // ***-***-*** 64
//	fmt.Println(snils.Format()) // 123-456-789 64
//	fmt.Println(snils.Reveal()) // 12345678964
//
// # Printing
//
// A value shows itself in full only through Reveal (the canonical text: stable, for comparing and
// storing) and Format (as people write it). Everything else, String, every verb of fmt, log/slog, gives
// Masked, or a memory address where a value lies in an unexported field. Values compare with ==; equal
// canonical texts are equal values. The zero value is no value: IsZero, and empty texts.
//
// The forms [PassportForm] and [AddressForm] are what a person typed, strings in clear. They print
// nothing of it by themselves, but fmt sees through them in an unexported field of another struct.
//
// # JSON
//
// MarshalText and MarshalJSON write values in full, for their place is the sealed part of an event. Do
// not give structs with such values to a logger that encodes JSON. Unmarshalling reads what was once
// written, also under other rules than today's: it does not replace parsing what somebody typed.
//
// # Figures
//
// Limits that portals differ in are fields of a [Policy], whose methods are named like the functions.
// Everything here is immutable and safe for concurrent use.
package person
