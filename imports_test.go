package kabinet_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/kabinet-go/kabinet"

// layers says which packages of the module each package may import, besides those these may.
var layers = map[string][]string{
	"fault/shape":                    {"fault"},
	"fault":                          {},
	"person":                         {"fault"},
	"password":                       {"fault"},
	"profile":                        {"person"},
	"eventsourcing":                  {"fault"},
	"eventsourcing/internal/failing": {},
	"eventsourcing/scenario":         {"eventsourcing"},
	"eventsourcing/golden":           {"eventsourcing"},
	"eventsourcing/storetest":        {"eventsourcing"},
	"eventsourcing/feed":             {"eventsourcing"},
	"eventsourcing/feed/feedtest": {
		"eventsourcing/feed",
	},
	"account":       {"eventsourcing", "profile", "password"},
	"confirmation":  {"eventsourcing", "person"},
	"registration":  {"fault/shape", "account", "confirmation"},
	"enrolment":     {"registration", "verification", "identity"},
	"services":      {"account"},
	"operator":      {"account"},
	"identity":      {"confirmation", "operator"},
	"identity/bank": {"enrolment"},
	"identity/bank/banktest": {
		"identity/bank",
	},
	"identity/signature": {"person"},
	"identity/signing":   {"identity", "identity/signature"},
	"identity/letter":    {"identity", "eventsourcing/feed"},
	"identity/centre":    {"identity", "enrolment", "eventsourcing/feed"},
	"identity/centre/centretest": {
		"identity/centre",
	},
	"identity/letter/posttest": {
		"identity/letter",
	},
	"identity/signature/signaturetest": {
		"identity/signature",
	},
	"verification":              {"account", "eventsourcing/feed"},
	"verification/registrytest": {"verification"},
	"access":                    {"fault/shape", "account"},
	"notification":              {"enrolment", "identity/centre", "identity/letter"},
	"":                          {"registration", "access", "notification", "verification", "enrolment", "identity/bank", "identity/centre", "identity/letter", "identity/signing", "eventsourcing/feed"},
	"adapters/memory":           {""},
	"adapters/filekeys":         {""},
	"adapters/centrefile":       {"identity/centre"},
	"internal/portaltest":       {"adapters/memory"},
	"simulation":                {},
}

// forTests are packages that only tests import, and may use testify themselves.
var forTests = []string{
	"eventsourcing/internal/failing", "eventsourcing/scenario", "eventsourcing/golden", "eventsourcing/storetest", "eventsourcing/feed/feedtest", "internal/portaltest",
	"verification/registrytest", "identity/signature/signaturetest", "identity/bank/banktest", "identity/centre/centretest", "identity/letter/posttest",
}

// Imports run downward only; production code never reaches what is for tests.
func TestImportsRunDownward(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		require.Contains(t, layers, name, "name the layer of this package")
		allowed := reachable(name)
		for _, imported := range p.Imports {
			if imported == "github.com/stretchr/testify/require" || imported == "testing" {
				require.Contains(t, forTests, name, "%s is for tests only", imported)
			}
			inner, ours := strings.CutPrefix(imported, module)
			if !ours {
				continue
			}
			inner = strings.TrimPrefix(inner, "/")
			require.Contains(t, allowed, inner, "%s must not import %s", name, inner)
			require.True(t, !slices.Contains(forTests, inner) || slices.Contains(forTests, name), "%s is for tests only", inner)
		}
	}
}

// reachable returns everything below a package.
func reachable(name string) []string {
	var all []string
	for _, below := range layers[name] {
		all = append(all, below)
		all = append(all, reachable(below)...)
	}
	return all
}

type listed struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...").Output()
	require.NoError(t, err)
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	var all []listed
	for decoder.More() {
		var p listed
		require.NoError(t, decoder.Decode(&p))
		all = append(all, p)
	}
	require.NotEmpty(t, all)
	return all
}
