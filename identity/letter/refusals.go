package letter

import (
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// The refusals of a code (COD-9). Wrong and Limited carry data and are types; a code that belongs elsewhere is refused
// with a *confirmation.WrongPlace.
var (
	ErrNoLetter = fault.Define("letter.none",
		"Письмо с кодом не заказано: закажите его или выберите другой способ подтверждения",
		"No letter with a code has been ordered: order one, or choose another way of confirming")
	ErrWrong = fault.Define("letter.wrong",
		"Код неверен. {tries|plural:Осталась {tries} попытка|Осталось {tries} попытки|Осталось {tries} попыток}",
		"The code is wrong. {tries|plural:{tries} try is left|{tries} tries are left}")
	ErrTooManyTries = fault.Define("letter.too-many-tries",
		"Слишком много неверных кодов. Попробуйте через {wait}", "Too many wrong codes. Try again in {wait}")
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

// Wrong means that the code is that of no letter of the account.
type Wrong struct{ TriesLeft int }

// Fault implements fault.Faulty.
func (e *Wrong) Fault() fault.Fault { return ErrWrong.With("tries", e.TriesLeft).At("code") }

// Error gives the English message.
func (e *Wrong) Error() string { return e.Fault().Error() }

// Is matches ErrWrong and the axis of refusals.
func (e *Wrong) Is(target error) bool { return ErrWrong.Is(target) }

// Limited means that something can be done again only later.
type Limited struct {
	// Limit is what was reached, Wait how long that lasts.
	Limit fault.Fault
	Wait  time.Duration
}

// Fault implements fault.Faulty.
func (e *Limited) Fault() fault.Fault { return e.Limit.With("wait", e.Wait) }

// Error gives the English message.
func (e *Limited) Error() string { return e.Fault().Error() }

// Is matches the limit and the axis of refusals.
func (e *Limited) Is(target error) bool { return e.Limit.Is(target) }
