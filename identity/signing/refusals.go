package signing

import "github.com/kabinet-go/kabinet/fault"

// Refusals of what concerns the statement; those of the signature are in package identity/signature.
var (
	ErrUnknown = fault.Define("signing.unknown",
		"Такого заявления нет. Скачайте новое и подпишите его", "There is no such statement. Download a new one and sign it")
	ErrExpired = fault.Define("signing.expired",
		"Время на подписание вышло. Скачайте новое заявление и подпишите его",
		"The time for signing is over. Download a new statement and sign it")
	ErrUsed = fault.Define("signing.used",
		"Это заявление уже принято", "This statement has been accepted already")
	ErrOver = fault.Define("signing.over",
		"Это заявление больше не действует. Скачайте новое и подпишите его",
		"This statement is not in force any more. Download a new one and sign it")
	ErrTooMany = fault.Define("signing.too-many",
		"Слишком много неудачных попыток с этим заявлением. Скачайте новое и подпишите его",
		"Too many failed attempts with this statement. Download a new one and sign it")
)

// Refusals of a signature that is right, but not of the owner of the account.
var (
	ErrMismatch = fault.Define("signing.mismatch",
		"В сертификате указано иначе, чем в вашей анкете. Подпишите своим сертификатом или исправьте анкету",
		"The certificate has this otherwise than your profile. Sign with your own certificate, or correct the profile")
	ErrOnlyYo = fault.Define("signing.only-yo",
		"Сертификат и анкета отличаются только буквами «е» и «ё». Исправьте анкету или получите сертификат с верным написанием",
		"The certificate and the profile differ only in the letters е and ё. Correct the profile, or get a certificate that spells it right")
	ErrNotBound = fault.Define("signing.not-bound",
		"По этому сертификату войти нельзя: сначала подтвердите им личность", "This certificate is of no account: confirm your identity with it first")
	ErrTaken = fault.Define("signing.taken",
		"С этим сертификатом продолжить нельзя. Если он ваш, обратитесь в центр обслуживания",
		"It is not possible to go on with this certificate. If it is yours, come to a service centre")
)
