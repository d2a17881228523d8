# Assay: see README.md. Two commands do everything: `make scan` and `make test`.
PREFIX ?= /usr/local
# What is loaded and bound before `main` is most of the time that a start takes. So on Linux the
# runtimes of Swift and of C++ are linked statically, and no symbol is exported: nothing looks them
# up. macOS has these runtimes in the system.
ifeq ($(shell uname -s),Linux)
# Nor is there a library of ours beside the program that the loader would have to look for.
STATIC := --static-swift-stdlib --disable-local-rpath -Xlinker --no-export-dynamic
# As the compiler that links finds it.
CXX_RUNTIME := $(wildcard $(shell clang -print-file-name=libstdc++.a 2>/dev/null))
# A folder that holds nothing else, so that nothing else becomes static by it.
CXX_FOLDER := $(CURDIR)/.build/cxx-runtime
ifneq ($(CXX_RUNTIME),)
STATIC += -Xswiftc '-L$(CXX_FOLDER)'
endif
endif
BUILD := swift build -c release --product assay $(STATIC)
BIN = .build/release/assay
# The face detector, which assay opens at run time: beside itself, or in PREFIX/lib/assay.
BUILD_FACES := swift build -c release --product AssayFaces
ifeq ($(shell uname -s),Darwin)
FACES = libAssayFaces.dylib
# Where Homebrew keeps the headers of dlib.
export CPATH := $(shell brew --prefix 2>/dev/null)/include$(if $(CPATH),:$(CPATH))
else
FACES = libAssayFaces.so
# There is no Swift in it, so it needs no Swift runtime beside it.
BUILD_FACES += -Xswiftc -static-stdlib -Xswiftc -nostartfiles
endif

.PHONY: scan build test lint install uninstall manual rules test-images docs bench clean setup

scan: build
	$(BIN) scan TestImages --exit-zero

setup:
	@Scripts/setup.sh

build: setup
ifneq ($(CXX_RUNTIME),)
	@mkdir -p '$(CXX_FOLDER)' && ln -sf '$(CXX_RUNTIME)' '$(CXX_FOLDER)/'
endif
	$(BUILD)
	$(BUILD_FACES)

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

BASH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
MANUAL = $(DESTDIR)$(PREFIX)/share/man/man1

install: build
	install -d $(DESTDIR)$(PREFIX)/bin $(MANUAL)
	install -d $(BASH_COMPLETIONS) $(ZSH_COMPLETIONS) $(FISH_COMPLETIONS)
	install -s -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/assay
	install -d $(DESTDIR)$(PREFIX)/lib/assay
	install -m 755 $(dir $(BIN))$(FACES) $(DESTDIR)$(PREFIX)/lib/assay/$(FACES)
	install -m 644 docs/assay.1 $(MANUAL)/assay.1
	$(BIN) --generate-completion-script bash > $(BASH_COMPLETIONS)/assay
	$(BIN) --generate-completion-script zsh > $(ZSH_COMPLETIONS)/_assay
	$(BIN) --generate-completion-script fish > $(FISH_COMPLETIONS)/assay.fish

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/assay $(MANUAL)/assay.1
	rm -f $(DESTDIR)$(PREFIX)/lib/assay/$(FACES)
	rm -f $(BASH_COMPLETIONS)/assay $(ZSH_COMPLETIONS)/_assay $(FISH_COMPLETIONS)/assay.fish

# After a change of any help text.
manual: build
	Scripts/make-manual.py $(BIN) > docs/assay.1

clean:
	rm -rf .build
