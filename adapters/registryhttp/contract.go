package registryhttp

import _ "embed"

//go:generate go tool oapi-codegen -config internal/contract/oapi-codegen.yaml -o internal/contract/contract.gen.go openapi.yaml

//go:embed openapi.yaml
var openapi string

// Contract returns the OpenAPI 3.1 document that bridges serve and this package speaks, as YAML.
func Contract() []byte { return []byte(openapi) }
