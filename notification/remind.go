package notification

import (
	"context"
	"fmt"

	"github.com/kabinet-go/kabinet/account"
)

// onReminderDue reminds by a proved contact only: an unproved one may be anybody's (REG-7).
func (s *Service) onReminderDue(ctx context.Context, event *account.ReminderDue) error {
	return s.tell(ctx, event.Account, Reminder, fmt.Sprintf("%s.reminder-%d", event.Account, event.Number))
}

// profileTemplates say which message reminds of which step.
var profileTemplates = map[account.ProfileStep]Template{
	account.FinishProfile:  FinishProfile,
	account.CorrectProfile: CorrectProfile,
}

// onProfileReminderDue reminds by the channel chosen for reminders (NOT-5).
func (s *Service) onProfileReminderDue(ctx context.Context, event *account.ProfileReminderDue) error {
	template, known := profileTemplates[event.Step]
	if !known {
		return nil
	}
	id := fmt.Sprintf("%s.%s-%d-%d", event.Account, template, event.Since.UnixMicro(), event.Number)
	return s.tellBy(ctx, account.Reminders, event.Account, template, id)
}
