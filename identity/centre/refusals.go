package centre

import "github.com/kabinet-go/kabinet/fault"

// The refusals at a desk.
var (
	ErrOtherCentre = fault.Define("centre.other",
		"Вы работаете в другом центре обслуживания", "You work at another service centre")
	ErrNotAccredited = fault.Define("centre.not-accredited",
		"Этот центр обслуживания не вправе подтверждать личность: у него нет действующей аккредитации",
		"This service centre may not confirm identities: it has no accreditation at present")
	ErrDiffers = fault.Define("centre.differs",
		"В анкете указано иначе, чем в документе: исправьте анкету и приходите снова",
		"The profile has this otherwise than the document: correct the profile and come again")
	ErrOnlyYo = fault.Define("centre.only-yo",
		"Отличие от документа только в буквах «е» и «ё»: исправьте анкету и приходите снова",
		"Only the letters е and ё differ from the document: correct the profile and come again")
	ErrKey = fault.Define("centre.key",
		"Ключ запроса слишком длинный", "The key of the request is too long")
	ErrUnknownVisit = fault.Define("centre.unknown-visit",
		"Такого посещения нет", "There is no such visit")
	ErrNoSlip = fault.Define("centre.no-slip",
		"Код для этого посещения не выдан или больше не действует", "No code was handed over at this visit, or it is dead")
)

// The refusals of a code (COD-9), beside those of identity.Service.Enter.
var (
	ErrNoCode = fault.Define("centre.no-code",
		"Код в центре обслуживания вам не выдавали: обратитесь в центр или выберите другой способ подтверждения",
		"You were handed no code at a service centre: go to one, or choose another way of confirming")
	ErrCodeUsed = fault.Define("centre.code-used",
		"Код, выданный в центре обслуживания, уже использован", "The code from the service centre has been used already")
	ErrCodeExpired = fault.Define("centre.code-expired",
		"Срок действия кода, выданного в центре обслуживания, истёк: обратитесь в центр снова или выберите другой способ",
		"The code from the service centre has expired: go there again, or choose another way")
	ErrCodeSuperseded = fault.Define("centre.code-superseded",
		"Вам выдали новый код: введите его", "You were handed a newer code: enter that one")
	ErrCodeVoid = fault.Define("centre.code-void",
		"После посещения центра ваши данные изменились, код не действует: обратитесь в центр снова или выберите другой способ",
		"Your data have changed since you were at the service centre, the code is dead: go there again, or choose another way")
	ErrCodeOvertaken = fault.Define("centre.code-overtaken",
		"Код больше не нужен: этот способ подтверждения закрыт", "The code is not needed any more: this way of confirming is closed")
	ErrElsewhere = fault.Define("centre.elsewhere",
		"Это код из центра обслуживания: введите его на странице подтверждения личности",
		"This is the code from the service centre: enter it on the page for confirming your identity")
)

// refusals say why the code of a slip that has ended does not confirm.
var refusals = map[State]fault.Fault{
	Activated: ErrCodeUsed, Expired: ErrCodeExpired, Superseded: ErrCodeSuperseded, Void: ErrCodeVoid, Overtaken: ErrCodeOvertaken,
}
