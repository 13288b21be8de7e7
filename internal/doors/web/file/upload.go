package fileweb

import (
	"encoding/json"
	"errors"
	"mime/multipart"
	"net/http"
	"strconv"

	"plumbline/internal/doors/web/front"
	"plumbline/internal/ground/fault"
	"plumbline/internal/ground/i18n"
	"plumbline/internal/hall/file"
)

// The protocol is the core of tus: a session, an offset, pieces. upload.js speaks it.

// start opens an upload session and says where it is.
func (s door) start(c *front.Ctx) error {
	size, err := strconv.ParseInt(c.Value("size"), 10, 64)
	if err != nil {
		size = 0
	}
	u, err := s.Files.Start(c.Context(), c.Who, attachment(c, c.Value("name"), size))
	if err != nil {
		return s.uploadFailed(c, u, err)
	}
	c.W.Header().Set("Location", "/uploads/"+u.ID)
	c.W.Header().Set("Upload-Offset", "0")
	c.W.WriteHeader(http.StatusCreated)
	return nil
}

func attachment(c *front.Ctx, name string, size int64) file.Attachment {
	return file.Attachment{Name: name, Size: size, Kind: c.Value("kind"), Ref: c.Value("ref"), Measure: c.Value("measure")}
}

// offset says how much has arrived.
func (s door) offset(c *front.Ctx) error {
	u, err := s.Files.Find(c.Context(), c.Who, c.Path("id"))
	if err != nil {
		return err
	}
	offset(c, u)
	c.W.WriteHeader(http.StatusOK)
	return nil
}

func offset(c *front.Ctx, u file.Upload) {
	c.W.Header().Set("Upload-Offset", strconv.FormatInt(u.Arrived, 10))
	c.W.Header().Set("Upload-Length", strconv.FormatInt(u.Size, 10))
}

// fileAppend takes the next piece; with the last one the file is stored, and the answer is its id.
func (s door) fileAppend(c *front.Ctx) error {
	at, err := strconv.ParseInt(c.R.Header.Get("Upload-Offset"), 10, 64)
	if err != nil || at < 0 {
		return fault.Invalid(fault.On("file", "file.offset", "at", 0))
	}
	u, done, err := s.Files.Append(c.Context(), c.Who, c.Path("id"), at, c.R.Body)
	if err != nil {
		return s.uploadFailed(c, u, err)
	}
	offset(c, u)
	if done == nil {
		c.W.WriteHeader(http.StatusNoContent)
		return nil
	}
	c.W.Header().Set("Location", "/files/"+done.ID)
	c.W.Header().Set("Content-Type", "application/json")
	c.W.WriteHeader(http.StatusCreated)
	return json.NewEncoder(c.W).Encode(map[string]string{"id": done.ID, "sha256": done.Hash, "name": done.Name})
}

// uploadFailed chooses the status by what the sender can do: a wrong offset it can ask for again
// (409), a busy or full server it can wait for (5xx), everything else it should tell the person.
func (s door) uploadFailed(c *front.Ctx, u file.Upload, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.KindConflict {
		return err
	}
	status := http.StatusUnprocessableEntity
	switch f.Key {
	case "file.offset":
		status = http.StatusConflict
		offset(c, u)
	case "file.busy":
		status = http.StatusServiceUnavailable
		c.W.Header().Set("Retry-After", "2")
	case front.DiskFullKey:
		status = http.StatusInsufficientStorage
	}
	http.Error(c.W, i18n.T(c.Context(), f.Key, f.Args...), status)
	return nil
}

// put takes whole files from a plain form, for browsers without scripts, and leads back to the
// page that the form names. What was stored before one file failed stays stored.
func (s door) put(c *front.Ctx) error {
	if _, err := c.Form(); err != nil {
		return err
	}
	if c.R.MultipartForm == nil || len(c.R.MultipartForm.File["file"]) == 0 {
		return fault.Invalid(fault.On("file", "file.no_name"))
	}
	defer c.R.MultipartForm.RemoveAll() //nolint:errcheck // the system's own clean-up takes what is left
	for _, part := range c.R.MultipartForm.File["file"] {
		if err := s.putOne(c, part); err != nil {
			return err
		}
	}
	return c.See(front.Local(c.Value("back")))
}

func (s door) putOne(c *front.Ctx, part *multipart.FileHeader) error {
	r, err := part.Open()
	if err != nil {
		return err
	}
	_, err = s.Files.Put(c.Context(), c.Who, attachment(c, part.Filename, part.Size), r)
	return errors.Join(err, r.Close())
}
