package registryhttp

import (
	"net/http"
	"strconv"
	"time"
)

// longestPause is as much as a Retry-After can mean here; policies bound it further.
const longestPause = 30 * 24 * time.Hour

// retryAfter reads the header of RFC 9110, 10.2.3: seconds or an HTTP date. What is neither, or past, is 0.
func retryAfter(header string, now time.Time) time.Duration {
	pause := time.Duration(0)
	if seconds, err := strconv.ParseUint(header, 10, 32); err == nil {
		pause = time.Duration(seconds) * time.Second
	} else if date, err := http.ParseTime(header); err == nil {
		pause = date.Sub(now)
	}
	return min(max(pause, 0), longestPause)
}
