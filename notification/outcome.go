package notification

import (
	"errors"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// The reasons why a message has not left, each readable for the person it is meant for (COD-10).
var (
	ReasonUnavailable = fault.Define("notification.gateway-unavailable",
		"Сообщение пока не удалось отправить: сервис отправки не отвечает. Мы повторим попытку; можно указать и другой контакт",
		"The message could not be sent yet: the sending service does not answer. It will be tried again; you can also give another contact")
	ReasonRefused = fault.Define("notification.gateway-refused",
		"Сообщение на этот контакт не принимают: проверьте его или укажите другой",
		"Messages to this contact are not accepted: check it, or give another one")
	ReasonOvertaken = fault.Define("notification.overtaken",
		"Сообщение больше не нужно: то, о чём оно, уже сделано, заменено новым или истекло",
		"The message is no longer needed: what it is about was done, was replaced by something newer, or has expired")
	ReasonErased = fault.Define("notification.erased",
		"Получатель удалил свои данные", "The recipient's data were erased")
)

// reasons finds a reason by its code.
func reasons() []fault.Fault {
	return []fault.Fault{ReasonUnavailable, ReasonRefused, ReasonOvertaken, ReasonErased}
}

// Queue puts a message in line; one that was queued before stays as it is.
func Queue(m Message, now time.Time) es.Decision[Message] {
	return func(state Message) ([]es.Event[Message], error) {
		if state.Status != None {
			return nil, nil
		}
		to := es.NewPersonal(m.To)
		if m.To.IsZero() {
			to = es.Personal[person.Contact]{Erased: true}
		}
		return []es.Event[Message]{MessageQueued{
			Message: m.ID, Account: m.Account, Template: m.Template, Language: m.Language,
			Challenge: m.Challenge, Send: m.Send, Evidence: m.Evidence, At: now, To: to,
		}}, nil
	}
}

// Succeed records that the gateway took the message.
func Succeed(reference string, now time.Time) es.Decision[Message] {
	return whileOpen(func(m Message) es.Event[Message] {
		return MessageSent{Message: m.ID, Reference: reference, At: now}
	})
}

// Fail records that it did not: to be tried again after a while, or parked when the gateway refused
// for good or the attempts are used up.
func Fail(cause error, policy Policy, now time.Time) es.Decision[Message] {
	return whileOpen(func(m Message) es.Event[Message] {
		switch {
		case errors.Is(cause, fault.Permanent):
			return MessageParked{Message: m.ID, Reason: ReasonRefused.Code, At: now}
		case m.Attempts+1 >= policy.Attempts:
			return MessageParked{Message: m.ID, Reason: ReasonUnavailable.Code, At: now}
		default:
			retry := now.Add(policy.backoff(m.Attempts + 1))
			return SendingFailed{Message: m.ID, Reason: ReasonUnavailable.Code, RetryAt: retry, At: now}
		}
	})
}

// Drop records that there is no point in sending the message any more.
func Drop(reason fault.Fault, now time.Time) es.Decision[Message] {
	return whileOpen(func(m Message) es.Event[Message] {
		return MessageDropped{Message: m.ID, Reason: reason.Code, At: now}
	})
}

// Retry puts a parked message in line again.
func Retry(now time.Time) es.Decision[Message] {
	return func(m Message) ([]es.Event[Message], error) {
		if m.Status != Parked {
			return nil, nil
		}
		return []es.Event[Message]{MessageRetried{Message: m.ID, At: now}}, nil
	}
}

func whileOpen(event func(Message) es.Event[Message]) es.Decision[Message] {
	return func(m Message) ([]es.Event[Message], error) {
		if !m.open() {
			return nil, nil
		}
		return []es.Event[Message]{event(m)}, nil
	}
}
