# One door for every habit. `make help` lists what stands behind it; CI runs `make test` and nothing else.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO    ?= go
TOOL   = $(GO) tool -modfile=tools/go.mod
PAGES := internal/doors/pages
BUILD := build
# The module is stamped by -X alone, never by the clone it was built in, so that two builds of one commit are the same bytes.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unversioned)
LDFLAGS  = -s -w -X main.version=$(VERSION)
TEST_FLAGS ?= -count=1 -timeout 10m

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort -u | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: dev
dev: gen ## run the demo on this machine with the sources as they are
	$(GO) run ./cmd/plumbline demo

.PHONY: demo
demo: build ## run the demo from the built binary
	$(BUILD)/plumbline demo

.PHONY: build
build: ## one static binary in build/plumbline
	@mkdir -p $(BUILD)
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags "$(LDFLAGS)" -o $(BUILD)/plumbline ./cmd/plumbline
	@ls -l $(BUILD)/plumbline | awk '{printf "build/plumbline: %.1f MiB\n", $$5/1048576}'

.PHONY: gen
gen: ## write the Go code of the pages (templ), the only generated code
	@scripts/templ.sh $(PAGES)

.PHONY: fmt
fmt: ## format Go files
	gofmt -w $$(git ls-files '*.go')

.PHONY: format-check
format-check:
	@bad=$$(git ls-files '*.go' | while read -r f; do if [ -f "$$f" ]; then gofmt -l "$$f"; fi; done); \
	if [ -n "$$bad" ]; then echo "not formatted (make fmt):"; echo "$$bad"; exit 1; fi

.PHONY: gen-check
gen-check:
	@scripts/templ.sh -check $(PAGES)

.PHONY: vet
vet: ## go vet
	$(GO) vet ./...

.PHONY: lint
lint: ## the linters of .golangci.yml
	$(TOOL) golangci-lint run ./...

.PHONY: deps
deps: ## what the tests need beside Go: installed as root on Debian, named otherwise
	@scripts/install-test-deps.sh

.PHONY: unit
unit: ## unit, guard and page tests on SQLite and, if there is one, PostgreSQL
	scripts/pg.sh scripts/unit.sh

.PHONY: story
story: build ## the command line end to end (test/stories)
	PLUMBLINE_BIN=$(CURDIR)/$(BUILD)/plumbline scripts/pg.sh $(GO) test $(TEST_FLAGS) ./test/stories

.PHONY: durable
durable: build ## kills, failing disks, jumping clocks, racing clients: what was answered as saved is there
	PLUMBLINE_BIN=$(CURDIR)/$(BUILD)/plumbline scripts/pg.sh $(GO) test $(TEST_FLAGS) ./test/durable

.PHONY: browser
browser: build ## the whole loop in a real browser, with axe and printing
	PLUMBLINE_BIN=$(CURDIR)/$(BUILD)/plumbline $(GO) test $(TEST_FLAGS) ./test/browser

.PHONY: shots
shots: build ## the browser test again, writing docs/screenshots
	PLUMBLINE_BIN=$(CURDIR)/$(BUILD)/plumbline $(GO) test $(TEST_FLAGS) ./test/browser -update

.PHONY: test
test: ## everything: format, generated code, vet, linters, tests on both databases, browser
	@scripts/test.sh

.PHONY: nightly
nightly: ## what is too long for every change: fuzzing of every parser, the race detector, repeated tests
	@scripts/nightly.sh

.PHONY: scan
scan: build ## wapiti and sqlmap over a running demo, signed in (SCAN_SECONDS=300)
	PLUMBLINE_BIN=$(CURDIR)/$(BUILD)/plumbline scripts/scan.sh

.PHONY: bench
bench: build ## measure beside a bare reference (BENCH_SIZES=10000,100000,1000000)
	PLUMBLINE_BIN=$(CURDIR)/$(BUILD)/plumbline scripts/pg.sh $(GO) run ./test/bench

.PHONY: clean
clean: ## remove what was built
	rm -rf $(BUILD)
