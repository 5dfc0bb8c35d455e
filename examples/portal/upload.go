package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
)

// upload reads a form with a file: its other fields are in PostForm afterwards. Of a file that is not there, nothing is
// returned; more than largestUpload never comes.
func (v *visit) upload(name string) ([]byte, error) {
	err := v.r.ParseMultipartForm(largestUpload) //nolint:gosec // the guard has bounded the body
	switch {
	case errors.Is(err, http.ErrNotMultipart):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	file, _, err := v.r.FormFile(name)
	if errors.Is(err, http.ErrMissingFile) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	defer func() { _ = file.Close() }()
	return io.ReadAll(file)
}

// download gives a text as a file.
func (v *visit) download(name, contentType string, content []byte) error {
	v.w.Header().Set("Content-Type", contentType)
	v.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, err := v.w.Write(content)
	return err
}
