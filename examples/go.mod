module github.com/kabinet-go/kabinet/examples

go 1.26.0

require (
	github.com/kabinet-go/kabinet v0.0.0
	github.com/kabinet-go/kabinet/adapters/sqlite v0.0.0
)

replace (
	github.com/kabinet-go/kabinet => ../
	github.com/kabinet-go/kabinet/adapters/sqlite => ../adapters/sqlite
)
