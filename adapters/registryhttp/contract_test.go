package registryhttp_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/registryhttp"
	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/contract"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// What is generated is what the contract says now: else run go generate.
func TestGeneratedCodeIsUpToDate(t *testing.T) {
	anew := filepath.Join(t.TempDir(), "contract.gen.go")
	out, err := exec.CommandContext(t.Context(), "go", "tool", "oapi-codegen",
		"-config", "internal/contract/oapi-codegen.yaml", "-o", anew, "openapi.yaml").CombinedOutput()
	require.NoError(t, err, string(out))
	want, err := os.ReadFile(anew)
	require.NoError(t, err)
	have, err := os.ReadFile("internal/contract/contract.gen.go")
	require.NoError(t, err)
	require.True(t, string(want) == string(have), "internal/contract/contract.gen.go is not what openapi.yaml gives: run go generate")
}

// The contract that the module carries is a valid one, its examples among it.
func TestContractIsValid(t *testing.T) {
	document := load(t)
	require.NoError(t, document.Validate(t.Context(), openapi3.EnableExamplesValidation()))
	file, err := os.ReadFile("openapi.yaml")
	require.NoError(t, err)
	assert.Equal(t, file, registryhttp.Contract())
	registryhttp.Contract()[0] = '?'
	assert.Equal(t, file, registryhttp.Contract(), "whoever changes it changes a copy")
}

// Every operation says what its failures are, and every field what it is.
func TestContractIsDescribed(t *testing.T) {
	document := load(t)
	for path, item := range document.Paths.Map() {
		for method, operation := range item.Operations() {
			assert.NotEmpty(t, operation.Summary, "%s %s", method, path)
			for _, status := range []int{400, 401, 403, 429, 500, 503} {
				assert.NotNil(t, operation.Responses.Status(status), "%s %s: %d", method, path, status)
			}
		}
	}
	for name, schema := range document.Components.Schemas {
		for field, property := range schema.Value.Properties {
			described := property.Value.Description != "" || property.Ref != "" && document.Components.Schemas[filepath.Base(property.Ref)].Value.Description != ""
			assert.True(t, described, "%s.%s has no description", name, field)
		}
	}
	for _, scheme := range []string{"bearer", "mutualTLS"} {
		assert.Contains(t, document.Components.SecuritySchemes, scheme)
	}
}

// The fields in which registries can differ are those of profiles that a check compares.
func TestContractNamesTheFieldsOfChecks(t *testing.T) {
	for _, path := range profile.Fields() {
		compared := false
		for _, check := range []verification.Check{verification.DocumentCheck, verification.SNILSCheck, verification.INNCheck} {
			compared = compared || check.Compares(path)
		}
		assert.Equal(t, compared, contract.DifferenceField(path).Valid(), path)
	}
}

func load(t *testing.T) *openapi3.T {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromData(registryhttp.Contract())
	require.NoError(t, err)
	return document
}
