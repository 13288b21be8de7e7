package az

import (
	"log/slog"
	"os"
	"testing"
)

// Only failures of the house itself are of interest in the log.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	os.Exit(m.Run())
}
