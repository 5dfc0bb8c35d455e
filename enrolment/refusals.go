package enrolment

import (
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/operator"
)

// Refusals of accepting.
var (
	ErrNone = fault.Define("enrolment.none",
		"Вас никто не регистрировал: заполните анкету сами",
		"Nobody has registered you: fill in the profile yourself")
	ErrWrong = fault.Define("enrolment.wrong-snils",
		"Для вас назвали другой СНИЛС. {tries|plural:Осталась {tries} попытка|Осталось {tries} попытки|Осталось {tries} попыток}",
		"Another SNILS was given for you. {tries|plural:{tries} try is left|{tries} tries are left}")
	ErrExhausted = fault.Define("enrolment.exhausted",
		"СНИЛС слишком много раз введён неверно. Придите в центр обслуживания снова или подтвердите личность иначе",
		"A wrong SNILS was entered too many times. Come to a service centre again, or confirm your identity otherwise")
	ErrExpired = fault.Define("enrolment.expired",
		"Время вышло. Придите в центр обслуживания снова или подтвердите личность иначе",
		"The time is over. Come to a service centre again, or confirm your identity otherwise")
	ErrOver = fault.Define("enrolment.over",
		"Эта регистрация уже завершена: посмотрите, как подтвердить личность",
		"This enrolment is over: see how to confirm your identity")
)

// ErrKnown means that the person has an account already; see [Known].
var ErrKnown = fault.Define("enrolment.known",
	"У этого человека уже есть учётная запись", "This person has an account already")

// Wrong means that another SNILS was given for the person.
type Wrong struct{ TriesLeft int }

// Fault implements fault.Faulty.
func (e *Wrong) Fault() fault.Fault { return ErrWrong.With("tries", e.TriesLeft) }

// Error gives the English message.
func (e *Wrong) Error() string { return e.Fault().Error() }

// Is matches ErrWrong and the axis of refusals.
func (e *Wrong) Is(target error) bool { return ErrWrong.Is(target) }

// Known means that the person has an account already, and says what to do instead. Only an operator is told.
type Known struct{ Next operator.Step }

// Fault implements fault.Faulty; its message names the next step.
func (e *Known) Fault() fault.Fault {
	f := ErrKnown.With("next", string(e.Next))
	next := fault.Text{Russian: "подтвердите в ней личность", English: "confirm the identity there"}
	if e.Next == operator.Recover {
		next = fault.Text{Russian: "восстановите доступ к ней", English: "recover access to it"}
	}
	f.Text = fault.Text{Russian: f.Text.Russian + ": " + next.Russian, English: f.Text.English + ": " + next.English}
	return f
}

// Error gives the English message.
func (e *Known) Error() string { return e.Fault().Error() }

// Is matches ErrKnown and the axis of refusals.
func (e *Known) Is(target error) bool { return ErrKnown.Is(target) }
