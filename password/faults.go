package password

import "github.com/kabinet-go/kabinet/fault"

// The faults of a password. Their arguments come from the policy only: no message and no argument ever
// holds the password or a part of it.
var (
	// ErrTooShort: fewer than {min} code points.
	ErrTooShort = fault.Define("password.too-short",
		"Пароль слишком короткий. Наименьшее число символов: {min}",
		"The password is too short. Fewest characters: {min}")
	// ErrTooLong: more than {max} code points.
	ErrTooLong = fault.Define("password.too-long",
		"Пароль слишком длинный. Наибольшее число символов: {max}",
		"The password is too long. Most characters: {max}")
	// ErrTooLarge: more than {bytes} bytes, where the policy sets no greatest length or before hashing.
	ErrTooLarge = fault.Define("password.too-large",
		"Пароль слишком велик. Наибольший размер в байтах: {bytes}. Сократите его",
		"The password is too large. Most bytes: {bytes}. Shorten it")
	// ErrUnreadable: not UTF-8, control characters, or code points that Unicode has not assigned and whose
	// normal form may therefore change.
	ErrUnreadable = fault.Define("password.unreadable",
		"В пароле есть невидимый или неизвестный порталу символ. Наберите пароль заново с клавиатуры",
		"The password contains an invisible character or one unknown to the portal. Type it again on the keyboard")
	// ErrNeedsUpper: no capital letter.
	ErrNeedsUpper = fault.Define("password.needs-upper",
		"Добавьте в пароль хотя бы одну заглавную букву",
		"Add at least one capital letter to the password")
	// ErrNeedsLatinUpper: no capital letter A–Z.
	ErrNeedsLatinUpper = fault.Define("password.needs-latin-upper",
		"Добавьте в пароль хотя бы одну заглавную латинскую букву (A–Z)",
		"Add at least one capital Latin letter (A–Z) to the password")
	// ErrNeedsLower: no small letter.
	ErrNeedsLower = fault.Define("password.needs-lower",
		"Добавьте в пароль хотя бы одну строчную букву",
		"Add at least one small letter to the password")
	// ErrNeedsLatinLower: no small letter a–z.
	ErrNeedsLatinLower = fault.Define("password.needs-latin-lower",
		"Добавьте в пароль хотя бы одну строчную латинскую букву (a–z)",
		"Add at least one small Latin letter (a–z) to the password")
	// ErrNeedsDigit: none of 0–9.
	ErrNeedsDigit = fault.Define("password.needs-digit",
		"Добавьте в пароль хотя бы одну цифру (0–9)",
		"Add at least one digit (0–9) to the password")
	// ErrNeedsSign: none of {signs}.
	ErrNeedsSign = fault.Define("password.needs-sign",
		"Добавьте в пароль хотя бы один из знаков: {signs}",
		"Add at least one of these signs to the password: {signs}")
	// ErrForbiddenSign: at least one of {signs}.
	ErrForbiddenSign = fault.Define("password.forbidden-sign",
		"Уберите из пароля недопустимые знаки: {signs}",
		"Remove these signs from the password, they are not allowed: {signs}")
	// ErrEqualNeighbours: one character twice in a row.
	ErrEqualNeighbours = fault.Define("password.equal-neighbours",
		"Одинаковые символы не должны стоять рядом. Разделите или замените их",
		"Equal characters must not stand side by side. Separate or replace them")
	// ErrCommon: on the block list, or an obvious pattern.
	ErrCommon = fault.Define("password.common",
		"Такой пароль легко угадать: он часто встречается или построен по известному образцу. "+
			"Придумайте другой, например из нескольких не связанных между собой слов",
		"This password is easy to guess: it is common or follows a well-known pattern. "+
			"Choose another, for example several words that have nothing to do with each other")
	// ErrContainsPersonal: a word of the context occurs in it.
	ErrContainsPersonal = fault.Define("password.contains-personal",
		"В пароле есть ваше имя, телефон, адрес почты или другие сведения о вас. Уберите их",
		"The password contains your name, phone, e-mail or other details about you. Remove them")
)
