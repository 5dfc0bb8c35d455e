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
	// Transfer says to whom data went or from whom they came, and which; zero where nothing of the kind happened.
	Transfer Transfer
}

// texts say what happened in words for the person. What concerns only the machinery has none.
var texts = map[string]fault.Text{
	"account.registered":             {Russian: "Регистрация начата", English: "Registration begun"},
	"account.contact-confirmed":      {Russian: "Контакт подтверждён", English: "Contact confirmed"},
	"account.password-set":           {Russian: "Пароль задан, уровень: упрощённый", English: "Password set, level: simplified"},
	"account.password-changed":       {Russian: "Пароль изменён", English: "Password changed"},
	"account.reminder-due":           {Russian: "Напоминание о незаконченной регистрации", English: "Reminder of the unfinished registration"},
	"account.profile-submitted":      {Russian: "Анкета отправлена на проверку", English: "Profile sent to be checked"},
	"account.profile-verified":       {Russian: "Данные анкеты подтверждены", English: "The data of the profile are verified"},
	"account.profile-rejected":       {Russian: "В анкете найдены расхождения", English: "Differences were found in the profile"},
	"account.profile-reminder-due":   {Russian: "Напоминание об анкете", English: "Reminder of the profile"},
	"account.channel-chosen":         {Russian: "Выбран способ получения сообщений", English: "The way of getting messages was chosen"},
	"account.document-lapsed":        {Russian: "Срок действия документа истёк, уровень понижен", English: "The document has lapsed, the level is lower"},
	"account.identity-confirmed":     {Russian: "Личность подтверждена", English: "Identity confirmed"},
	"account.certificate-bound":      {Russian: "Сертификат электронной подписи привязан", English: "The certificate of an e-signature was bound"},
	"account.confirmation-waits":     {Russian: "Подтверждение личности ждёт решения проверки", English: "A confirmation of identity waits for the review"},
	"account.confirmation-revoked":   {Russian: "Подтверждение личности отозвано", English: "A confirmation of identity was revoked"},
	"account.held":                   {Russian: "Учётная запись приостановлена", English: "The account was put on hold"},
	"account.released":               {Russian: "Учётная запись возвращена владельцу", English: "The account was given back to its owner"},
	"account.consent-given":          {Russian: "Согласие дано", English: "Consent given"},
	"account.consent-withdrawn":      {Russian: "Согласие отозвано", English: "Consent withdrawn"},
	disclosedName:                    {Russian: "Ваши данные переданы", English: "Your data were given to somebody"},
	receivedName:                     {Russian: "О вас получены данные", English: "Data about you were received"},
	"account.level-raised":           {Russian: "Уровень учётной записи повышен", English: "The level of the account was raised"},
	"account.registration-abandoned": {Russian: "Регистрация отменена, данные удалены", English: "Registration abandoned, data erased"},
}
