# Every command of this project. `make` or `make help` lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
ARGS ?=
SECONDS ?= 60
MINUTES ?= 30
# One build for all that measures, runs and installs; with Swift's runtime in it, it starts sooner and takes less memory.
RELEASE := --configuration release --static-swift-stdlib

# Builds share one folder: one at a time.
.NOTPARALLEL:
.PHONY: help run demo test test-unit test-e2e lint bench screens fuzz sanitize sanitize-shared hostile soak ci install clean

help: ## list these commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 20

run: ## build and open the dashboard; ARGS="--agent coder" and the like are passed on
	@scripts/check-toolchain
	@scripts/ensure-packages build
	@swift build $(RELEASE) --product looptop
	@exec "$$(swift build $(RELEASE) --show-bin-path)/looptop" $(ARGS)

demo: ## build and open the dashboard with a fleet of simulated agents; ARGS="--agents 8 --rate 2" go to the fleet
	@scripts/check-toolchain
	@scripts/ensure-packages build
	@swift build $(RELEASE) --product looptop
	@scripts/demo "$$(swift build $(RELEASE) --show-bin-path)/looptop" $(ARGS)

test: test-unit test-e2e ## run all tests: unit tests, then the real program in a terminal

test-unit: ## run the unit tests only
	@scripts/check-toolchain
	@scripts/ensure-packages build test
	@# Not `swift test` at once: that also builds the tools and examples of the packages we depend on.
	swift build --product looptopPackageTests
	swift test --skip-build

test-e2e: ## run only the tests of the real program, in tmux, fed by the OpenTelemetry Python SDK
	@scripts/check-toolchain
	@scripts/ensure-packages build test
	@swift build --product looptop
	@scripts/e2e "$$(swift build --show-bin-path)/looptop"

lint: ## check the format, the imports and the arrows between modules
	@scripts/check-toolchain
	@scripts/ensure-packages build
	swift format lint --strict --recursive Package.swift Sources Tests $(wildcard Benchmarks Fuzz)
	@scripts/check-arrows
	@scripts/check-source
	@# Not --build-tests: that also builds the tools of the packages we depend on, a protoc among them.
	swift build --product looptopPackageTests --explicit-target-dependency-import-check error
	swift build --product Bench --explicit-target-dependency-import-check error

bench: ## measure this tree: decoding, storing, drawing, and the program in a terminal
	@scripts/check-toolchain
	@scripts/ensure-packages build
	@swift build $(RELEASE) --product Bench
	@swift build $(RELEASE) --product looptop
	@scripts/bench "$$(swift build $(RELEASE) --show-bin-path)" $(ARGS)

screens: ## record the golden screens, the README's keys and docs/conventions.md again, and show what changed
	@scripts/check-toolchain
	@scripts/ensure-packages build
	DASHBOARD_RECORD=1 swift test --filter "DashboardTests|ConventionsDocumentTests|LimitsDocumentTests"
	git --no-pager diff --stat -- Tests/DashboardTests README.md docs/conventions.md docs/limits.md
	git --no-pager diff -- Tests/DashboardTests README.md docs/conventions.md docs/limits.md

fuzz: ## give each fuzz driver inputs of its own making for SECONDS=60; ARGS="store http1" runs only these
	@scripts/check-toolchain
	@scripts/ensure-packages build
	@scripts/fuzz $(SECONDS) $(ARGS)

sanitize: ## run the unit tests under the thread sanitizer, then under the address sanitizer
	@scripts/check-toolchain
	@scripts/ensure-packages build test
	@scripts/sanitize thread
	@scripts/sanitize address

# What threads share: the store, the receiver, the app.
sanitize-shared:
	@scripts/check-toolchain
	@scripts/ensure-packages build test
	@scripts/sanitize thread --filter "OTLPReceiverTests|LooptopTests|StoreRetention|StoreTasks|StoreTree|StoreMetrics|StoreLogs"

hostile: ## attack the release build at full size, over real sockets
	@scripts/check-toolchain
	@scripts/ensure-packages build test
	@swift build $(RELEASE) --product looptop
	@LOOPTOP_HEAVY=1 scripts/e2e "$$(swift build $(RELEASE) --show-bin-path)/looptop" -k "attacks or hostile" $(ARGS)

soak: ## run the release build for MINUTES=30 under the demo fleet, bursts and attacks; its memory must stay flat
	@scripts/check-toolchain
	@scripts/ensure-packages build
	@swift build $(RELEASE) --product looptop
	@python3 Benchmarks/soak.py "$$(swift build $(RELEASE) --show-bin-path)/looptop" --minutes $(MINUTES) $(ARGS)

ci: lint test ## what every change must pass; then, while there is time, what threads share is sanitized, and a little is fuzzed
	@scripts/in-time 30 $(MAKE) fuzz SECONDS=5
	@scripts/in-time 30 $(MAKE) sanitize-shared

install: ## put the program, with the Swift runtime in it, and its themes under PREFIX (DESTDIR is honoured)
	@scripts/check-toolchain
	@scripts/ensure-packages build
	swift build $(RELEASE) --product looptop
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/looptop/themes"
	install -m 755 "$$(swift build $(RELEASE) --show-bin-path)/looptop" "$(DESTDIR)$(PREFIX)/bin/looptop"
	install -m 644 themes/*.* "$(DESTDIR)$(PREFIX)/share/looptop/themes/"
	if [ -d themes/licenses ]; then install -d "$(DESTDIR)$(PREFIX)/share/looptop/themes/licenses"; install -m 644 themes/licenses/* "$(DESTDIR)$(PREFIX)/share/looptop/themes/licenses/"; fi

clean: ## remove what was built
	rm -rf .build .build-* .venv
