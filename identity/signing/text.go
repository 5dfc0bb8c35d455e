package signing

import (
	"encoding/base64"
	"fmt"
	"time"
)

// text is what is to be signed, byte by byte: lines of UTF-8, each ended by a line feed. It holds no personal data,
// and the nonce makes it another text each time.
func text(portal, says, account, nonce string, issued, expires time.Time) []byte {
	return fmt.Appendf(nil, "%s\n%s\nУчётная запись: %s\nВыдано: %s\nДействует до: %s\nНомер: %s\n",
		portal, says, account, issued.UTC().Format(time.RFC3339), expires.UTC().Format(time.RFC3339), nonce)
}

// What the person states.
const (
	saysConfirm = "Прошу подтвердить мою личность на этом портале моей электронной подписью."
	saysSignIn  = "Вхожу на этот портал по моей электронной подписи."
)

// text returns that of a statement; empty when the secret is gone.
func (s *Service) text(statement Statement) []byte {
	proof := s.codes.Derive(statement.Secret, "statement", fmt.Sprintf("%q %q", statement.ID, statement.Account))
	if proof == nil {
		return nil
	}
	nonce := statement.ID + "-" + base64.RawURLEncoding.EncodeToString(proof)
	return text(s.portal, saysConfirm, statement.Account, nonce, statement.IssuedAt, statement.ExpiresAt)
}
