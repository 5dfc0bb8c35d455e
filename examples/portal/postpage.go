package main

import (
	"errors"
	"net/http"
	"strings"

	"github.com/kabinet-go/kabinet/examples/portal/post"
	"github.com/kabinet-go/kabinet/identity/letter"
)

// showPost is the console on which whoever tries the portal out reads what was printed and has letters travel.
func (v *visit) showPost() error { return v.postPage(nil) }

func (v *visit) postPage(refusal error) error {
	letters, err := v.server.post.Newest()
	if err != nil {
		return err
	}
	p := page{Name: "post", Form: &form{}, Path: "/dev/post", Data: letters}
	if refusal != nil {
		return v.refuse(refusal, p)
	}
	return v.show(p)
}

// moveLetter has a letter go on, and the portal hear of it as it would from a real post.
func (v *visit) moveLetter() error {
	id, to := v.r.PostForm.Get("letter"), letter.State(v.r.PostForm.Get("to"))
	err := v.server.post.Move(id, to, func(news letter.News) error {
		return v.server.portal.Letters.Track(v.context(), id, news)
	})
	switch {
	case errors.Is(err, post.ErrMove):
		v.notify("no-such-move")
	case err != nil:
		return v.postPage(err)
	}
	return v.redirect("/dev/post")
}

// showPaper gives the PDF of a letter. The reader of a browser is a page of its own, which the policy of pages here would
// not let in.
func (v *visit) showPaper() error {
	id, ok := strings.CutSuffix(v.r.PathValue("file"), ".pdf")
	if !ok {
		return v.notFound()
	}
	path, ok, err := v.server.post.File(id)
	if err != nil {
		return err
	}
	if !ok {
		return v.notFound()
	}
	v.w.Header().Del(csp)
	http.ServeFile(v.w, v.r, path)
	return nil
}
