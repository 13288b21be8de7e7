package durable

import (
	"fmt"
	"os"
	"testing"
)

// asWorker names the variable that makes this program the worker.
const asWorker = "PLUMBLINE_DURABLE_WORKER"

func TestMain(m *testing.M) {
	if task := os.Getenv(asWorker); task != "" {
		if err := work(task); err != nil {
			fmt.Fprintln(os.Stderr, "worker:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// size is how often a test repeats: so many times at every change, so many at night.
func size(change, night int) int {
	if os.Getenv("PLUMBLINE_NIGHTLY") == "1" {
		return night
	}
	return change
}

func nightly() bool { return size(0, 1) == 1 }
