package witness

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"plumbline/internal/ground/tlog"
)

// Client submits checkpoints to the witnesses of a house. A witness that is slow, far away or answers
// rubbish costs at most its time limit and never more than a few kilobytes.
type Client struct{ http *http.Client }

// slowest is how long one witness may take.
const slowest = 10 * time.Second

// NewClient makes a client; it follows no redirect and keeps no cookie.
func NewClient() *Client {
	return &Client{&http.Client{Timeout: slowest, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// The ways in which a submission fails, apart from a network that is down.
var (
	ErrGarbage = errors.New("the answer is not that of a witness")
	ErrRefused = errors.New("the witness refused")
)

// Behind is the answer 409: the witness has cosigned this size.
type Behind struct{ Size int64 }

func (e *Behind) Error() string { return fmt.Sprintf("the witness has cosigned size %d", e.Size) }

// Submit hands a submission to the witness at prefix and returns its cosignature line, checked against
// vkey. The error is *Behind, or wraps [ErrGarbage] or [ErrRefused], or is that of the network.
func (c *Client) Submit(ctx context.Context, prefix, vkey string, s tlog.Submission) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(prefix, "/")+"/add-checkpoint", bytes.NewReader(s.Text()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "text/plain; charset=utf-8")
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 8<<10))
	if err != nil {
		return nil, err
	}
	switch res.StatusCode {
	case http.StatusOK:
		got, err := tlog.Cosignatures(tlog.AddLines(s.Checkpoint, body), vkey)
		if err != nil || len(got) != 1 {
			return nil, fmt.Errorf("%w: no cosignature of its key", ErrGarbage)
		}
		return got[0].Line, nil
	case http.StatusConflict:
		n, err := strconv.ParseInt(strings.TrimSuffix(string(body), "\n"), 10, 64)
		if err != nil || n < 0 || res.Header.Get("Content-Type") != "text/x.tlog.size" {
			return nil, fmt.Errorf("%w: a size was expected", ErrGarbage)
		}
		return nil, &Behind{n}
	case http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity:
		return nil, fmt.Errorf("%w: %d", ErrRefused, res.StatusCode)
	}
	return nil, fmt.Errorf("%w: status %d", ErrGarbage, res.StatusCode)
}
