package account

import (
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Entry is one line of a person's journal.
type Entry struct {
	// At is in UTC.
	At time.Time
	// Event is the stable name of what happened.
	Event string
	Text  fault.Text
}

// texts say what happened in words for the person. What concerns only the machinery has none.
var texts = map[string]fault.Text{
	"account.registered":             {Russian: "Регистрация начата", English: "Registration begun"},
	"account.contact-confirmed":      {Russian: "Контакт подтверждён", English: "Contact confirmed"},
	"account.password-set":           {Russian: "Пароль задан, уровень: упрощённый", English: "Password set, level: simplified"},
	"account.password-changed":       {Russian: "Пароль изменён", English: "Password changed"},
	"account.reminder-due":           {Russian: "Напоминание о незаконченной регистрации", English: "Reminder of the unfinished registration"},
	"account.registration-abandoned": {Russian: "Регистрация отменена, данные удалены", English: "Registration abandoned, data erased"},
}
