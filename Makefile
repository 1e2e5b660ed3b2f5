# Laurel is built with GNU make and gcc or clang. `make help` says what there is to do.

ifeq ($(origin CC),default)
CC := gcc
endif
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:

# One folder for each compiler and set of sanitizers, so that switching never mixes objects.
comma := ,
BUILD ?= build/$(notdir $(lastword $(CC)))$(addprefix -,$(subst $(comma),-,$(SANITIZE)))
PKG_CONFIG ?= pkg-config
FUZZ_SECONDS ?= 30
SUITES ?=
FIGURES ?=
V ?=
QUIET := $(if $(V),,@)

# --- flags ---------------------------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla \
	-Wformat=2 -Wundef -Wcast-qual -Wwrite-strings -Wpointer-arith -Wimplicit-fallthrough
# Headers of others are not ours to warn about.
DB_CFLAGS := $(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags libmariadb 2>/dev/null))
DB_LIBS := $(or $(shell $(PKG_CONFIG) --libs libmariadb 2>/dev/null),-lmariadb)
PDF_PACKAGES := cairo-pdf pangocairo libqrencode
PDF_CFLAGS := $(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags-only-I $(PDF_PACKAGES) 2>/dev/null))
PDF_LIBS := $(or $(shell $(PKG_CONFIG) --libs $(PDF_PACKAGES) 2>/dev/null),-lpangocairo-1.0 -lcairo -lqrencode)

CFLAGS ?= -O2 -g
BASE_CFLAGS := -std=c17 $(WARNINGS) $(if $(DEVELOPER),-Werror) -fPIE -fstack-protector-strong -fno-common
BASE_CPPFLAGS := -D_GNU_SOURCE -Iinclude $(DB_CFLAGS) $(PDF_CFLAGS)
BASE_LDFLAGS := -pie -Wl,-z,relro,-z,now -Wl,--as-needed
ifdef SANITIZE
BASE_CFLAGS += -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
BASE_LDFLAGS += -fsanitize=$(SANITIZE)
else
BASE_CPPFLAGS += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif
LIBS := $(DB_LIBS) $(PDF_LIBS) -lcjson -lcsv -lcurl -lsodium -lmagic -lz -lm
FCGI_LIBS := -lfcgi
TEST_LIBS := -lcriterion

# A layer sees only the headers it may use: core/ cannot include fcgi/.
$(BUILD)/core/%.o: LAYER := -Icore
$(BUILD)/fcgi/%.o: LAYER := -Ifcgi
$(BUILD)/tests/%.o: LAYER := -Icore -Ifcgi -Itests

# --- files ---------------------------------------------------------------------------------------------------

objects = $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard $(1))))
CORE := $(call objects,core/*.c)
FCGI := $(call objects,fcgi/*.c)
APP := $(filter-out $(BUILD)/fcgi/main.o,$(FCGI))
SHARED_FIXTURE := $(call objects,tests/*.c)
UNIT := $(call objects,tests/unit/*.c)
DB := $(call objects,tests/db/*.c)
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
TEST_PROGRAMS := $(if $(UNIT),$(BUILD)/test-unit) $(if $(DB),$(BUILD)/test-db)
EVERY_OBJECT := $(CORE) $(FCGI) $(SHARED_FIXTURE) $(UNIT) $(DB) $(call objects,tests/bench/*.c)
HEADERS := $(sort $(wildcard include/*.h core/*.h fcgi/*.h))
FORMATTED := $(sort $(wildcard core/*.[ch] fcgi/*.[ch] include/*.h tests/*.[ch] tests/unit/*.[ch] \
	tests/db/*.[ch] tests/fuzz/*.[ch] tests/bench/*.[ch]))
WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -path web/e2e -prune \
	-o -path web/test-results -prune -o -type f -print 2>/dev/null)

# --- the program ---------------------------------------------------------------------------------------------

.PHONY: all
all: $(if $(wildcard fcgi/main.c),$(BUILD)/laurel $(if $(filter build/gcc,$(BUILD)),build/laurel)) $(BUILD)/liblaurel.a ## build the program (CC=, SANITIZE=, DEVELOPER=1)

$(BUILD)/liblaurel.a: $(CORE) $(BUILD)/files
	@echo "  AR    $@"
	$(QUIET)rm -f $@ && $(or $(AR),ar) rcsD $@ $(CORE)

$(BUILD)/laurel: $(FCGI) $(BUILD)/liblaurel.a
	@echo "  LINK  $@"
	$(QUIET)$(CC) $(BASE_LDFLAGS) $(LDFLAGS) -o $@ $(FCGI) $(BUILD)/liblaurel.a $(FCGI_LIBS) $(LIBS)

# The stable path of the default build.
build/laurel: build/gcc/laurel
	@ln -sfn gcc/laurel $@

$(BUILD)/%.o: %.c $(BUILD)/flags
	@echo "  CC    $<"
	@mkdir -p $(@D)
	$(QUIET)$(CC) $(BASE_CPPFLAGS) $(LAYER) $(CPPFLAGS) $(BASE_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Rewritten only when they differ: other flags rebuild everything, another list of files links again.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(BASE_CPPFLAGS) $(CPPFLAGS) $(BASE_CFLAGS) $(CFLAGS) $(LDFLAGS)' >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
$(BUILD)/files: FORCE
	@mkdir -p $(@D)
	@echo '$(CORE) $(FCGI) $(SHARED_FIXTURE) $(UNIT) $(DB)' >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

.PHONY: FORCE
FORCE:

-include $(EVERY_OBJECT:.o=.d)

# --- the site ------------------------------------------------------------------------------------------------

.PHONY: web
web: web/dist/index.html ## build the site, when its sources changed

web/node_modules/.package-lock.json: web/package-lock.json
	@echo "  NPM   web"
	$(QUIET)cd web && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

web/dist/index.html: $(WEB_SOURCES) | web/node_modules/.package-lock.json
	@echo "  VITE  web"
	$(QUIET)cd web && npm run --silent build
	@touch $@

# --- running -------------------------------------------------------------------------------------------------

.PHONY: setup run start stop status
setup: ## install what is missing (Debian), or say what is
	@.ci/setup

run: setup ## everything in the foreground, on LAUREL_PORT (8080); Ctrl-C stops it
	@$(MAKE) --no-print-directory all web
	@exec nginx/stack run

start: setup ## the same in the background
	@$(MAKE) --no-print-directory all web
	@nginx/stack start

stop: ## stop what `make start` started
	@nginx/stack stop

status: ## what runs
	@nginx/stack status

# --- tests ---------------------------------------------------------------------------------------------------

.PHONY: test tests bench fuzz
test: setup ## every suite, or SUITES="unit db http e2e"
	@BUILD=$(BUILD) tests/run $(SUITES)

tests: $(TEST_PROGRAMS) ## build the test programs only
	@rm -f $(filter-out $(TEST_PROGRAMS),$(BUILD)/test-unit $(BUILD)/test-db)

$(BUILD)/test-unit: $(UNIT) $(SHARED_FIXTURE) $(APP) $(BUILD)/liblaurel.a
$(BUILD)/test-db: $(DB) $(SHARED_FIXTURE) $(APP) $(BUILD)/liblaurel.a
$(BUILD)/test-unit $(BUILD)/test-db: $(BUILD)/files
	@echo "  LINK  $@"
	$(QUIET)$(CC) $(BASE_LDFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) $(TEST_LIBS) $(FCGI_LIBS) $(LIBS)

bench: setup ## measure a stack of its own with a million enrolments, beside what it is compared with
	@.ci/setup --bench || echo "what needs these is left out"
	@BUILD=$(BUILD) tests/bench/run $(FIGURES)

tests/bench/node_modules/.package-lock.json: tests/bench/package-lock.json
	@echo "  NPM   tests/bench"
	$(QUIET)cd tests/bench && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(BUILD)/bench_profiles: $(BUILD)/tests/bench/bench_profiles.o $(BUILD)/liblaurel.a
	@echo "  LINK  $@"
	$(QUIET)$(CC) $(BASE_LDFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/bench_%: $(BUILD)/tests/bench/bench_%.o
	@echo "  LINK  $@"
	$(QUIET)$(CC) $(BASE_LDFLAGS) $(LDFLAGS) -o $@ $< $(DB_LIBS) $(PDF_LIBS)

fuzz: setup ## each fuzzer for FUZZ_SECONDS (30)
	@$(MAKE) --no-print-directory CC=clang SANITIZE=address,undefined BUILD=build/fuzz \
		CFLAGS='-O1 -g -fsanitize=fuzzer-no-link' fuzz-run
	@$(MAKE) --no-print-directory all web
	@node tests/fuzz/api.mjs $(FUZZ_SECONDS)

.PHONY: fuzz-run
fuzz-run: $(addprefix $(BUILD)/,$(FUZZERS))
	@[ -n "$^" ] || { echo "no fuzzers in tests/fuzz"; exit 1; }
	@for f in $^; do tests/fuzz/run "$$f" $(FUZZ_SECONDS) || exit 1; done

$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(APP) $(BUILD)/liblaurel.a
	@echo "  LINK  $@"
	$(QUIET)$(CC) $(BASE_LDFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $(filter %.o %.a,$^) $(FCGI_LIBS) $(LIBS)

# --- order ---------------------------------------------------------------------------------------------------

.PHONY: lint fmt hdr-check objects
lint: setup ## builds without a warning, formatting, layers, rights, criteria ...
	@tests/lint/run

fmt: ## format the C and rewrite the rights table of the README
	clang-format -i $(FORMATTED)
	@[ ! -f fcgi/main.c ] || $(MAKE) --no-print-directory all
	@[ ! -f fcgi/main.c ] || tests/lint/rights --write

.PHONY: fmt-check
fmt-check:
	@bad=0; for f in $(FORMATTED); do \
		clang-format $$f | cmp -s - $$f || { echo "$$f: not formatted: make fmt"; bad=1; }; \
	done; exit $$bad

objects: $(EVERY_OBJECT)

hdr-check: ## each header compiles alone
	@for cc in gcc clang; do command -v $$cc >/dev/null || continue; for h in $(HEADERS); do \
		$$cc $(BASE_CPPFLAGS) -Icore -Ifcgi -std=c17 $(WARNINGS) -Werror -O1 -fsyntax-only -x c -include $$h /dev/null \
		|| { echo "hdr-check: $$h does not compile alone ($$cc)"; exit 1; }; \
	done; done

.PHONY: clean help
clean: ## remove what was built; data in .run stays
	rm -rf build web/dist

help: ## this list
	@awk -F ':.*## ' '/^[a-z][a-z -]*:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
