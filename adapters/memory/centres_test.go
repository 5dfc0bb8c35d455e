package memory_test

import (
	"testing"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/identity/centre/centretest"
)

func TestCentresKeepTheirContract(t *testing.T) {
	centretest.Run(t, func(_ *testing.T, centres ...centre.Centre) centre.Directory { return memory.NewCentres(centres...) })
}
