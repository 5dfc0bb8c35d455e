package letter

import "github.com/kabinet-go/kabinet/fault"

// The refusals of a code (COD-9), beside those of identity.Service.Enter.
var (
	ErrNoLetter = fault.Define("letter.none",
		"Письмо с кодом не заказано: закажите его или выберите другой способ подтверждения",
		"No letter with a code has been ordered: order one, or choose another way of confirming")
	ErrUsed = fault.Define("letter.used",
		"Код из этого письма уже использован", "The code of this letter has been used already")
	ErrExpired = fault.Define("letter.expired",
		"Срок действия кода из письма истёк: закажите новое письмо или выберите другой способ подтверждения",
		"The code of the letter has expired: order a new letter, or choose another way of confirming")
	ErrReturned = fault.Define("letter.returned",
		"Это письмо вернулось, его код не действует: закажите новое или выберите другой способ подтверждения",
		"This letter was returned, its code is dead: order a new one, or choose another way of confirming")
	ErrLost = fault.Define("letter.lost",
		"Это письмо считается потерянным, его код не действует: закажите новое или выберите другой способ подтверждения",
		"This letter counts as lost, its code is dead: order a new one, or choose another way of confirming")
	ErrVoid = fault.Define("letter.void",
		"После заказа письма ваши данные изменились, его код не действует: закажите новое или выберите другой способ подтверждения",
		"Your data have changed since the letter was ordered, its code is dead: order a new one, or choose another way of confirming")
	ErrCancelled = fault.Define("letter.cancelled",
		"Письмо больше не нужно: этот способ подтверждения закрыт", "The letter is not needed any more: this way of confirming is closed")
	ErrElsewhere = fault.Define("letter.elsewhere",
		"Это код из заказного письма: введите его на странице подтверждения личности",
		"This is the code from the registered letter: enter it on the page for confirming your identity")
)

// Refusals of news of the post.
var (
	ErrUnknown    = fault.Define("letter.unknown", "Такого письма нет", "There is no such letter")
	ErrNotPrinted = fault.Define("letter.not-printed",
		"Письмо ещё не напечатано: сообщите об этом позже", "The letter has not been printed yet: tell this later")
	ErrNoNumber = fault.Define("letter.no-number",
		"Укажите номер для отслеживания", "Give the number to track it by")
	ErrNumberTaken = fault.Define("letter.number-taken",
		"Этот номер принадлежит другому письму", "This number belongs to another letter")
	ErrNews = fault.Define("letter.news", "Таких сведений о письме не бывает", "There is no such news of a letter")
)
