package confirmation

import (
	"time"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// The refusals of an answer (COD-9). Wrong, WrongPlace and TooMany carry data and are types.
var (
	ErrNoneIssued = fault.Define("confirmation.none-issued",
		"Этот код не запрашивали: начните заново", "No such code was asked for: begin again")
	ErrExpired = fault.Define("confirmation.expired",
		"Срок действия кода истёк: запросите новый", "The code has expired: ask for a new one")
	ErrUsed = fault.Define("confirmation.used",
		"Этот код уже использован", "This code has been used already")
	ErrSuperseded = fault.Define("confirmation.superseded",
		"После этого кода был отправлен новый: введите последний", "A newer code was sent after this one: enter the latest")
	ErrTooManyTries = fault.Define("confirmation.too-many-tries",
		"Слишком много неверных попыток: запросите новый код", "Too many wrong answers: ask for a new code")
	ErrContactTries = fault.Define("confirmation.too-many-tries-for-contact",
		"Слишком много неверных попыток для этого контакта. Попробуйте через {wait}",
		"Too many wrong answers for this contact. Try again in {wait}")
	ErrWrong = fault.Define("confirmation.wrong",
		"Код неверен. {tries|plural:Осталась {tries} попытка|Осталось {tries} попытки|Осталось {tries} попыток}",
		"The code is wrong. {tries|plural:{tries} try is left|{tries} tries are left}")
	ErrWrongPlace = fault.Define("confirmation.wrong-place",
		"Это код для другого шага", "This code is for another step")
	ErrLinkBroken = fault.Define("confirmation.link-broken",
		"Ссылка повреждена: введите код из письма", "The link is damaged: enter the code from the e-mail")
	ErrGrant = fault.Define("confirmation.grant-lapsed",
		"Время на этот шаг вышло: подтвердите контакт ещё раз", "The time for this step is over: prove the contact again")
)

// The refusals of a sending (COD-4). Each carries the remaining wait as the argument "wait".
var (
	ErrSendTooSoon = fault.Define("confirmation.send-too-soon",
		"Новый код можно запросить через {wait}", "A new code can be asked for in {wait}")
	ErrSendsPerHour = fault.Define("confirmation.sends-per-hour",
		"Слишком много кодов за час. Следующий можно запросить через {wait}",
		"Too many codes within an hour. The next one can be asked for in {wait}")
	ErrSendsPerDay = fault.Define("confirmation.sends-per-day",
		"Слишком много кодов за сутки. Следующий можно запросить через {wait}",
		"Too many codes within a day. The next one can be asked for in {wait}")
)

// Wrong means that the answer is not the code.
type Wrong struct{ TriesLeft int }

// Fault implements fault.Faulty.
func (e *Wrong) Fault() fault.Fault { return ErrWrong.With("tries", e.TriesLeft) }

// Error gives the English message.
func (e *Wrong) Error() string { return e.Fault().Error() }

// Is matches ErrWrong and the axis of refusals.
func (e *Wrong) Is(target error) bool { return ErrWrong.Is(target) }

// WrongPlace means that the answer is the right code of another open challenge of the same account.
type WrongPlace struct {
	Purpose Purpose
	Kind    person.ContactKind
}

// Fault implements fault.Faulty; its message names where the code belongs.
func (e *WrongPlace) Fault() fault.Fault {
	f := ErrWrongPlace
	source := fault.Text{Russian: "из письма", English: "from the e-mail"}
	if e.Kind == person.ContactPhone {
		source = fault.Text{Russian: "из SMS", English: "from the SMS"}
	}
	var step fault.Text
	switch e.Purpose {
	case ForRegistration, ForEnrolment:
		step = fault.Text{Russian: "для регистрации", English: "for registering"}
	case ForResuming:
		step = fault.Text{Russian: "для продолжения регистрации", English: "for going on with a registration"}
	case ForNewContact:
		step = fault.Text{Russian: "для нового контакта", English: "for the new contact"}
	}
	f.Text = fault.Text{
		Russian: "Это код " + source.Russian + " " + step.Russian + ": введите его там",
		English: "This is the code " + source.English + " " + step.English + ": enter it there",
	}
	return f
}

// Error gives the English message.
func (e *WrongPlace) Error() string { return e.Fault().Error() }

// Is matches ErrWrongPlace and the axis of refusals.
func (e *WrongPlace) Is(target error) bool { return ErrWrongPlace.Is(target) }

// Limited means that too much was asked of one contact. Wait is how long that lasts.
type Limited struct {
	Limit fault.Fault
	Wait  time.Duration
}

// Fault implements fault.Faulty.
func (e *Limited) Fault() fault.Fault { return e.Limit.With("wait", e.Wait) }

// Error gives the English message.
func (e *Limited) Error() string { return e.Fault().Error() }

// Is matches the limit and the axis of refusals.
func (e *Limited) Is(target error) bool { return e.Limit.Is(target) }
