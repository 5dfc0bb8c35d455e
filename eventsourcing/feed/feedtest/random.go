package feedtest

import "testing"

func testRandom(t *testing.T, newStore NewStore) {}
