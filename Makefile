# Every target does the set-up it needs. `make run` and `make test` are the two
# that a newcomer wants.

GO      ?= go
BIN     := bin/wsiswatch
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS := -X main.version=$(VERSION)
LISTEN  ?= 127.0.0.1:8080
DB      ?= wsiswatch.db

DIST    := dashboard/dist
ASSETS  := $(DIST)/.stamp
MODULES := dashboard/node_modules/.package-lock.json
MEASURE := dashboard/lighthouse/node_modules/.package-lock.json
BUNDLE  := --bundle --minify --log-level=warning

.PHONY: all assets build static run test race lint bench lighthouse fuzz image seed clean debian

all: build

# The charts and the map geometry come from npm by the lock file; stamps keep
# what is there already from being fetched and built again.
assets: $(ASSETS)

$(MODULES): dashboard/package.json dashboard/package-lock.json
	cd dashboard && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

$(ASSETS): $(MODULES) $(filter-out %_test.go,$(wildcard dashboard/src/* dashboard/buildassets/*.go))
	$(GO) tool esbuild dashboard/src/charts.js $(BUNDLE) --format=esm --target=es2022 --outfile=$(DIST)/charts.js \
		--define:process.env.NODE_ENV=\"production\" --legal-comments=linked
	$(GO) tool esbuild dashboard/src/start.js $(BUNDLE) --format=iife --target=es2022 --outfile=$(DIST)/start.js
	$(GO) tool esbuild dashboard/src/style.css $(BUNDLE) --outfile=$(DIST)/style.css
	$(GO) run ./dashboard/buildassets dashboard/node_modules/world-atlas $(DIST)/world.json
	cp dashboard/node_modules/echarts/LICENSE $(DIST)/LICENSE-echarts
	cp dashboard/node_modules/echarts/NOTICE $(DIST)/NOTICE-echarts
	cp dashboard/node_modules/world-atlas/LICENSE $(DIST)/LICENSE-world-atlas
	touch $@

build: assets
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/wsiswatch

# A binary without dynamic links, as the container image has it.
static: assets
	CGO_ENABLED=1 $(GO) build -trimpath -tags 'netgo osusergo sqlite_omit_load_extension' \
		-ldflags '-s -w $(LDFLAGS) -linkmode external -extldflags -static' -o $(BIN) ./cmd/wsiswatch

run: build
	$(BIN) serve --listen $(LISTEN) --db $(DB)

# The tests drive a real browser, the real Prometheus and pdftotext: Debian packages.
debian:
	@sh deploy/debian-packages.sh chromium:chromium promtool:prometheus pdftotext:poppler-utils

test: debian build
	WSISWATCH_BIN=$(abspath $(BIN)) WSISWATCH_FULL=1 $(GO) test -race -timeout 40m ./...

lint:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'run gofmt -w on these'; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

bench: build
	@sh deploy/debian-packages.sh sqlite3:sqlite3
	WSISWATCH_BIN=$(abspath $(BIN)) $(GO) test -run '^$$' -bench . -benchtime 5x -benchmem ./...
	$(MAKE) lighthouse

# Pages as a browser on a slow telephone and on a desktop has them.
$(MEASURE): dashboard/lighthouse/package.json dashboard/lighthouse/package-lock.json
	cd dashboard/lighthouse && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

lighthouse: debian build $(MEASURE)
	cd dashboard/lighthouse && node measure.mjs $(abspath $(BIN)) / /p/12 /i/internet_users

# Each fuzz target of the repository for a while. go test takes one at a time;
# it also fails where the time ends in the middle of an input, which is none.
FUZZTIME ?= 1m
fuzz:
	@for file in $$(git ls-files '*_test.go' | xargs grep -l '^func Fuzz'); do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' $$file); do \
			echo "$$(dirname $$file) $$target"; \
			out=$$($(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s ./$$(dirname $$file) 2>&1) \
				|| echo "$$out" | grep -q '^ *context deadline exceeded$$' || { echo "$$out"; exit 1; }; \
		done; \
	done

image:
	docker build -t wsiswatch:$(VERSION) .

clean:
	rm -rf bin dashboard/node_modules dashboard/lighthouse/node_modules
	find $(DIST) -mindepth 1 ! -name README.md -delete

# Makes the shipped figures anew from a folder of publishers' files.
seed: build
	@test -n "$(FROM)" || { echo 'usage: make seed FROM=folder-of-publishers-files'; exit 1; }
	rm -f data/seed/figures/*.txt
	WSISWATCH=$(BIN) sh data/seed/import.sh $(FROM)
