package notification_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"regexp"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/registration"
)

var errDown = errors.New("connection refused")

// NOT-3: the code by SMS, in the person's language, in one segment.
func TestCodeBySMS(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		p.Register(t, portaltest.Phone)
		_, err := p.Registration.Register(t.Context(), registration.Register{
			Name: registration.Name{Family: "Smith", Given: "John"}, Contact: "+79260000001",
			Consents: portaltest.Consents(), Language: "en",
		})
		require.NoError(t, err)
		synctest.Wait()

		russian, english := p.Inbox.For(portaltest.Phone), p.Inbox.For("+79260000001")
		require.Len(t, russian, 1)
		require.Len(t, english, 1)
		require.Regexp(t, `^Кабинет: код \d{6}\. Никому его не сообщайте$`, russian[0].Text)
		require.Regexp(t, `^Кабинет: your code is \d{6}`, english[0].Text)
	})
}

func TestRussianSMSFitOneSegment(t *testing.T) {
	texts, err := notification.StandardTexts()
	require.NoError(t, err)
	words := notification.Words{
		Portal: "Кабинет", Code: "123456", SignIn: "gosportal.ru/in", Recover: "gosportal.ru/r", Resume: "gosportal.ru/go",
		Profile: "gosportal.ru/p", Case: "01HZX3K7Q4M8T0000000000000",
	}
	for _, template := range notification.Templates() {
		_, text, err := texts.Render(template, "ru", "phone", words)
		require.NoError(t, err)
		require.LessOrEqual(t, utf8.RuneCountInString(text), 70, text)
	}
}

// COD-2: the e-mail holds a link and the code; the token of the link proves the contact.
func TestLinkByEmail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		receipt := p.Register(t, portaltest.Email)
		mail, err := p.Inbox.Next(t.Context(), portaltest.Email, 0)
		require.NoError(t, err)
		require.Contains(t, mail.Subject, "подтвердите адрес")
		require.Contains(t, mail.Text, "действуют 24 часа")
		token := regexp.MustCompile(`token=(\S+)`).FindStringSubmatch(mail.Text)[1]
		require.Len(t, token, 43, "256 bits in base64")

		_, err = p.Registration.Confirm(t.Context(), registration.Confirm{Challenge: receipt.Challenge, Token: token})
		require.NoError(t, err)
	})
}

// REG-8: the owner of a contact is told; nobody gets a code.
func TestOwnerIsToldOfAnAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		p.Person(t, portaltest.Email)
		time.Sleep(time.Minute)
		p.Register(t, portaltest.Email)
		synctest.Wait()

		mails := p.Inbox.For(portaltest.Email)
		require.Len(t, mails, 2)
		require.Contains(t, mails[1].Subject, "попытка регистрации")
		require.Contains(t, mails[1].Text, "/sign-in")
		require.Contains(t, mails[1].Text, "/recover")
		require.NotRegexp(t, `\b\d{6}\b`, mails[1].Text)
	})
}

// REG-8: how the message fares tells as little as the receipt: resuming with an unknown contact looks as if
// a code had left.
func TestDeliveryDoesNotTellWhoIsRegistering(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		p.Register(t, portaltest.Phone)
		time.Sleep(time.Minute)
		var seen []notification.Delivery
		for _, contact := range []string{portaltest.Phone, "+79260000009"} {
			receipt, err := p.Registration.Resume(t.Context(), registration.Resume{Contact: contact})
			require.NoError(t, err)
			synctest.Wait()
			delivery, err := p.Notification.CodeDelivery(t.Context(), receipt.Challenge, receipt.Send)
			require.NoError(t, err)
			seen = append(seen, delivery)
		}
		require.Equal(t, notification.Sent, seen[0].Status)
		require.Equal(t, seen[0], seen[1])
		require.Empty(t, p.Inbox.For("+79260000009"))
	})
}

// COD-10, NOT-4: a message that cannot be sent is a visible state with a reason; it is tried again with
// growing pauses and arrives once.
func TestSendingFailsThenSucceeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		var tries []time.Time
		p.Inbox.Fail(func(string) error { tries = append(tries, time.Now()); return errDown })
		began := time.Now()
		receipt := p.Register(t, portaltest.Email)
		synctest.Wait()

		delivery, err := p.Notification.CodeDelivery(t.Context(), receipt.Challenge, 1)
		require.NoError(t, err)
		require.Equal(t, notification.Failing, delivery.Status)
		require.Contains(t, delivery.Reason.Message(language.Russian), "не удалось отправить")
		require.WithinDuration(t, began.Add(5*time.Second), delivery.RetryAt, time.Second)

		time.Sleep(40 * time.Second)
		require.Len(t, tries, 4, "at once, after 5, 10 and 20 s more")
		p.Inbox.Fail(nil)
		time.Sleep(time.Minute)
		require.Len(t, p.Inbox.For(portaltest.Email), 1)
		delivery, err = p.Notification.CodeDelivery(t.Context(), receipt.Challenge, 1)
		require.NoError(t, err)
		require.Equal(t, notification.Sent, delivery.Status)
		require.Nil(t, delivery.Reason)

		time.Sleep(time.Hour)
		require.Len(t, p.Inbox.For(portaltest.Email), 1)
	})
}

// NOT-4: what keeps failing is parked, visible, holds up no other, and can be retried.
func TestParkedMessageHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		p.Inbox.Fail(func(to string) error {
			if to == portaltest.Email {
				return fault.AsPermanent(errors.New("550 no such mailbox"))
			}
			return nil
		})
		bad := p.Register(t, portaltest.Email)
		for _, phone := range []string{"+79260000001", "+79260000002", "+79260000003"} {
			p.Register(t, phone)
		}
		synctest.Wait()
		require.Len(t, p.Inbox.All(), 3)

		delivery, err := p.Notification.CodeDelivery(t.Context(), bad.Challenge, 1)
		require.NoError(t, err)
		require.Equal(t, notification.Parked, delivery.Status)
		require.Equal(t, notification.ReasonRefused.Code, delivery.Reason.Code)
		time.Sleep(time.Hour)
		require.Empty(t, p.Inbox.For(portaltest.Email))

		p.Inbox.Fail(nil)
		require.NoError(t, p.Notification.Retry(t.Context(), bad.Challenge+".1"))
		time.Sleep(2 * time.Second)
		require.Len(t, p.Inbox.For(portaltest.Email), 1)
	})
}

func TestMessageIsParkedWhenAttemptsAreUsedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		tries := 0
		p.Inbox.Fail(func(string) error { tries++; return errDown })
		receipt := p.Register(t, portaltest.Email)
		time.Sleep(2 * time.Hour)
		require.Equal(t, notification.DefaultPolicy().Attempts, tries)
		delivery, err := p.Notification.CodeDelivery(t.Context(), receipt.Challenge, 1)
		require.NoError(t, err)
		require.Equal(t, notification.Parked, delivery.Status)
	})
}

// A code that was replaced or has expired before it could be sent is not sent any more.
func TestOvertakenCodeIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		p.Inbox.Fail(func(string) error { return errDown })
		receipt := p.Register(t, portaltest.Phone)
		time.Sleep(6 * time.Minute)
		p.Inbox.Fail(nil)
		time.Sleep(10 * time.Minute)
		require.Empty(t, p.Inbox.All())
		delivery, err := p.Notification.CodeDelivery(t.Context(), receipt.Challenge, 1)
		require.NoError(t, err)
		require.Equal(t, notification.Dropped, delivery.Status)
		require.Equal(t, notification.ReasonOvertaken.Code, delivery.Reason.Code)
	})
}

// NOT-4: at least once after a crash. The process dies right after the gateway took the message.
func TestMessageIsSentAgainAfterACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set := memory.New()
		dying := &dyingStore{Store: set.Events}
		ports := set.Ports
		ports.Store = dying
		first := portaltest.New(t, ports)
		stop := portaltest.Run(t, first)
		set.Inbox.Fail(func(string) error { dying.dead = true; return nil })
		portaltest.Portal{Kabinet: first, Set: set}.Register(t, portaltest.Phone)
		synctest.Wait()
		require.Len(t, set.Inbox.All(), 1)
		stop()

		set.Inbox.Fail(nil)
		portaltest.Run(t, portaltest.New(t, set.Ports))
		time.Sleep(time.Minute)
		sent := set.Inbox.All()
		require.Len(t, sent, 2)
		require.Equal(t, sent[0].ID, sent[1].ID, "the gateway can tell that it is the same message")
		require.Equal(t, sent[0].Text, sent[1].Text, "the same code")
	})
}

// NOT-4: at most once after success, though every event is delivered again from the beginning.
func TestMessageIsNotSentAgainAfterSuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set := memory.New()
		first := portaltest.New(t, set.Ports)
		stop := portaltest.Run(t, first)
		p := portaltest.Portal{Kabinet: first, Set: set}
		p.Person(t, portaltest.Phone)
		stop()
		checkpoints, err := set.Events.Checkpoints(t.Context(), "notification/all")
		require.NoError(t, err)
		require.NotEmpty(t, checkpoints)
		forget(t, set.Events, checkpoints)

		portaltest.Run(t, portaltest.New(t, set.Ports))
		time.Sleep(time.Minute)
		require.Len(t, set.Inbox.All(), 1)
	})
}

// REG-7, NOT-5: after 1, 3 and 6 days, and only by a contact that was proved.
func TestReminders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Patient)
		p.Register(t, "+79260000001")
		p.Prove(t, portaltest.Phone)
		began := time.Now()
		time.Sleep(8 * 24 * time.Hour)

		require.Len(t, p.Inbox.For("+79260000001"), 1, "the code and nothing else")
		var days []int
		for _, message := range p.Inbox.For(portaltest.Phone)[1:] {
			require.Contains(t, message.Text, "осталось задать пароль")
			days = append(days, int(message.At.Sub(began).Round(time.Hour)/(24*time.Hour)))
		}
		require.Equal(t, []int{1, 3, 6}, days)
	})
}

// PWD-4, NOT-2: a change of password is told to every proved contact.
func TestPasswordChangeIsToldToEveryContact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		id := p.Person(t, portaltest.Phone)
		p.AddContact(t, id, portaltest.Email)
		session := p.SignIn(t, portaltest.Phone)
		require.NoError(t, p.Access.ChangePassword(t.Context(), access.ChangePassword{
			Token: session.Token, Current: portaltest.Password, New: "совсем другая длинная фраза",
		}))
		synctest.Wait()
		for _, contact := range []string{portaltest.Phone, portaltest.Email} {
			told := p.Inbox.For(contact)
			require.Contains(t, told[len(told)-1].Text, "изменён")
		}
	})
}

// Neither code nor contact reaches events or the log, also when sending fails.
func TestNothingSecretInEventsAndLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		set := memory.New()
		set.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		k := portaltest.New(t, set.Ports)
		stop := portaltest.Run(t, k)
		p := portaltest.Portal{Kabinet: k, Set: set}
		set.Inbox.Fail(func(string) error { return errDown })
		p.Register(t, portaltest.Email)
		synctest.Wait()
		set.Inbox.Fail(nil)
		time.Sleep(time.Minute)
		message := set.Inbox.All()[0]
		stop()
		synctest.Wait() // until nobody logs any more

		code := regexp.MustCompile(`\b\d{6}\b`).FindString(message.Text)
		token := regexp.MustCompile(`token=(\S+)`).FindStringSubmatch(message.Text)[1]
		require.Empty(t, p.Leaks(t, code, token, portaltest.Email, "Ёлкина"))
		for _, word := range []string{token, portaltest.Email, "Ёлкина", "код: " + code} {
			require.NotContains(t, log.String(), word)
		}
	})
}

func TestTextsCanBeReplaced(t *testing.T) {
	files := fstest.MapFS{}
	for _, template := range notification.Templates() {
		for _, rest := range []string{".ru.sms.txt", ".en.sms.txt", ".ru.email.txt", ".en.email.txt"} {
			files[string(template)+rest] = &fstest.MapFile{Data: []byte("Тема {{.Portal}}\n\nТекст {{.Code}}")}
		}
	}
	synctest.Test(t, func(t *testing.T) {
		texts, err := notification.ParseTexts(files)
		require.NoError(t, err)
		p := portaltest.Start(t, func(policy *kabinet.Policy) { policy.Texts = texts })
		p.Register(t, portaltest.Email)
		mail, err := p.Inbox.Next(t.Context(), portaltest.Email, 0)
		require.NoError(t, err)
		require.Equal(t, "Тема Кабинет", mail.Subject)
		require.Regexp(t, `^Текст \d{6}$`, mail.Text)
	})
}

func TestTextsNameWhatIsWrong(t *testing.T) {
	files := fstest.MapFS{"code.ru.sms.txt": &fstest.MapFile{Data: []byte("{{.Nonsense}}")}}
	_, err := notification.ParseTexts(files)
	require.ErrorContains(t, err, "Nonsense")
	require.ErrorContains(t, err, "password-change.en.email.txt")
	for _, template := range notification.Templates() {
		require.ErrorContains(t, err, string(template)+".en.sms.txt")
	}
}

// dyingStore fails every append once it is dead.
type dyingStore struct {
	*memory.Store
	dead bool
}

func (s *dyingStore) Append(ctx context.Context, batch eventsourcing.Batch) (int64, error) {
	if s.dead {
		return 0, fault.AsTransient(errDown)
	}
	return s.Store.Append(ctx, batch)
}

func (s *dyingStore) SaveCheckpoints(ctx context.Context, group string, checkpoints ...eventsourcing.Checkpoint) error {
	if s.dead {
		return fault.AsTransient(errDown)
	}
	return s.Store.SaveCheckpoints(ctx, group, checkpoints...)
}

// forget sends a consumer group back to the beginning.
func forget(t *testing.T, store *memory.Store, checkpoints []eventsourcing.Checkpoint) {
	t.Helper()
	lease, ok, err := store.Acquire(t.Context(), "forget", "test", time.Now(), time.Minute)
	require.NoError(t, err)
	require.True(t, ok)
	for i := range checkpoints {
		checkpoints[i].Position = 0
		checkpoints[i].Fence = eventsourcing.Fence{Lease: lease.Name, Token: lease.Token}
	}
	require.NoError(t, store.SaveCheckpoints(t.Context(), "notification/all", checkpoints...))
}
