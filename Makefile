# Assay: see README.md. Two commands do everything: `make scan` and `make test`.
PREFIX ?= /usr/local
# A statically linked Swift runtime starts three times faster; macOS has the runtime in the system.
STATIC := $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)
BUILD := swift build -c release --product assay $(STATIC)
BIN = .build/release/assay

.PHONY: scan build test lint install uninstall rules test-images docs bench clean setup

scan: build
	$(BIN) scan TestImages --exit-zero

setup:
	@Scripts/setup.sh

build: setup
	$(BUILD)

test: setup
	swift build --build-tests --explicit-target-dependency-import-check error
	swift test --skip-build

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

# After a change of the rules or of the generator catalogue: what the program carries, and the pages.
rules: setup
	swift run CatalogueCompiler
	ASSAY_WRITE_DOCS=1 swift test --filter RuleCatalogueTests

test-images: setup
	swift run TestImageMaker TestImages

bench: build
	Benchmarks/run.sh $(BIN)

install: build
	install -d $(DESTDIR)$(PREFIX)/bin
	install -s -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/assay

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/assay

clean:
	rm -rf .build
