package bank

import "github.com/kabinet-go/kabinet/fault"

// Refusals of an assertion, see [Assertions].
var (
	ErrUnreadable = fault.Define("bank.unreadable",
		"Ответ банка повреждён. Вернитесь в банк и подтвердите ещё раз",
		"The bank's answer is damaged. Go back to the bank and confirm once more")
	ErrUnknownBank = fault.Define("bank.unknown-bank",
		"Через этот банк подтвердить личность нельзя. Выберите банк из списка",
		"Your identity cannot be confirmed by this bank. Choose a bank from the list")
	ErrOtherBank = fault.Define("bank.other-bank",
		"Это ответ не того банка, который вы выбрали. Начните заново",
		"This is not the answer of the bank you chose. Begin anew")
	ErrSignature = fault.Define("bank.signature",
		"Ответ подписан не банком. Вернитесь в банк и подтвердите ещё раз",
		"The answer was not signed by the bank. Go back to the bank and confirm once more")
	ErrAlgorithm = fault.Define("bank.algorithm",
		"Ответ банка подписан способом, который не принимается. Выберите другой способ подтверждения",
		"The bank's answer is signed in a way that is not accepted. Choose another way of confirming")
	ErrExpired = fault.Define("bank.expired",
		"Ответ банка устарел. Вернитесь в банк и подтвердите ещё раз",
		"The bank's answer is out of date. Go back to the bank and confirm once more")
	ErrNotYetValid = fault.Define("bank.not-yet-valid",
		"Ответ банка ещё не действует: часы банка спешат. Повторите через минуту",
		"The bank's answer does not count yet: the bank's clock is fast. Try again in a minute")
	ErrValidTooLong = fault.Define("bank.valid-too-long",
		"Ответ банка действует дольше, чем допустимо ({max}). Выберите другой способ подтверждения",
		"The bank's answer counts for longer than is allowed ({max}). Choose another way of confirming")
	ErrAudience = fault.Define("bank.audience",
		"Банк подтвердил вашу личность для другого портала. Начните заново",
		"The bank confirmed your identity for another portal. Begin anew")
	ErrNonceMissing = fault.Define("bank.nonce-missing",
		"В ответе банка не сказано, на какой запрос он отвечает. Начните заново",
		"The bank's answer does not say which request it answers. Begin anew")
	ErrIncomplete = fault.Define("bank.incomplete",
		"Банк сообщил о вас слишком мало или с ошибками. Проверьте в банке имя, дату рождения, СНИЛС и документ",
		"The bank told too little about you, or with mistakes. Check your name, birth date, SNILS and document with the bank")
)

// Refusals of a reply that is no answer to the request.
var (
	ErrUnknownRequest = fault.Define("bank.unknown-request",
		"Такого запроса в банк у этой учётной записи нет. Начните заново",
		"This account has no such request to a bank. Begin anew")
	ErrOtherRequest = fault.Define("bank.other-request",
		"Это ответ банка на другой запрос. Начните заново",
		"This is the bank's answer to another request. Begin anew")
	ErrUsed = fault.Define("bank.used",
		"Ответ на этот запрос уже получен. Если личность не подтверждена, начните заново",
		"This request has been answered already. If your identity is not confirmed, begin anew")
	ErrRequestExpired = fault.Define("bank.request-expired",
		"Время на подтверждение в банке вышло. Начните заново",
		"The time for confirming at the bank is over. Begin anew")
	ErrGivenUp = fault.Define("bank.given-up",
		"Вы отказались от этого запроса. Начните заново, если передумали",
		"You gave this request up. Begin anew if you changed your mind")
	ErrExhausted = fault.Define("bank.exhausted",
		"Слишком много неверных ответов на этот запрос. Начните заново",
		"Too many wrong answers to this request. Begin anew")
)

// Refusals of what the bank asserts: each stands at the field's path.
var (
	ErrMismatch = fault.Define("bank.mismatch",
		"В банке записано иначе, чем в вашей анкете. Исправьте там, где ошибка, и начните заново",
		"The bank has it otherwise than your profile. Correct it where it is wrong, and begin anew")
	ErrOnlyYo = fault.Define("bank.only-yo",
		"Отличается только буква: «ё» или «е». Исправьте там, где написано не так, как в документе, и начните заново",
		"The only difference is the letter ё or е. Correct it where it is not as in the document, and begin anew")
)
