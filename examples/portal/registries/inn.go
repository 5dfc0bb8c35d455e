package registries

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/verification"
)

// checkOf is that of the registry which gave a ticket.
func checkOf(ticket string) verification.Check {
	check, _, _ := strings.Cut(ticket, " ")
	return verification.Check(check)
}

// madeUp is an INN with right check digits, the same for the same person.
func madeUp(q verification.INNLookup) (person.INN, error) {
	sum := sha256.Sum256([]byte(q.Name.Reveal() + q.BornOn.Reveal() + q.Document.Key()))
	digits := fmt.Sprintf("77%08d", binary.BigEndian.Uint64(sum[:])%100_000_000)
	for _, weights := range [][]int{{7, 2, 4, 10, 3, 5, 9, 4, 6, 8}, {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}} {
		total := 0
		for i, weight := range weights {
			total += weight * int(digits[i]-'0')
		}
		digits += fmt.Sprint(total % 11 % 10)
	}
	return person.ParseINN(digits)
}
