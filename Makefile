# The project's commands. On a fresh Debian machine `make demo` and `make test` do all their set-up by themselves.

SHELL = /bin/bash
.SHELLFLAGS = -o pipefail -c
SWIFT ?= swift
PREFIX ?= /usr/local
OCI_RUNTIME ?= .build/release/cuvette-oci
# With Swift's own libraries inside: what is installed needs no toolchain, and starts in half the time.
RELEASE = -c release --static-swift-stdlib
BENCH_PROGRAMS = cuvette-bench cuvette-oci cuvette-init
PACKAGES = build-essential pkg-config git ca-certificates libgit2-dev libarchive-dev libseccomp-dev zlib1g-dev \
           libnl-3-dev libnl-route-3-dev libnftables-dev uidmap libxml2-utils libsqlite3-dev libisal-dev
# What tests compare with; without one of these its tests are skipped, which "make test" does not want.
TEST_PACKAGES = skopeo umoci podman xz-utils zstd busybox-static iproute2 nftables passt slirp4netns \
                postgresql redis-server docker-registry buildah runc openssh-client openssh-server openssl python3
CHECKS = -Xswiftc -warnings-as-errors --explicit-target-dependency-import-check error
# missing PACKAGE…: those of them that dpkg does not know as installed.
missing = $(strip $(foreach package,$(1),$(if $(filter ii,$(shell dpkg-query -W -f '$${db:Status-Abbrev}' $(package) 2>/dev/null)),,$(package))))

# install PACKAGE…: as root, or with sudo. Meanwhile a policy-rc.d keeps the packages' own services from being started:
# tests start databases in containers of their own. On a machine with systemd they would begin with its next start:
# "systemctl disable postgresql redis-server".
define install
	@if [ -n "$(call missing,$(1))" ]; then \
	  sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  echo "installing: $(call missing,$(1))"; \
	  policy=/usr/sbin/policy-rc.d; \
	  if [ ! -e $$policy ]; then \
	    trap "$$sudo rm -f $$policy" EXIT; \
	    printf '#!/bin/sh\nexit 101\n' | $$sudo tee $$policy >/dev/null; $$sudo chmod 755 $$policy; \
	  fi; \
	  $$sudo apt-get update -qq && \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(call missing,$(1)); \
	fi
endef

.PHONY: help setup test-setup build release test check format demo bench conformance install uninstall clean

help:  ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## Install the Debian packages that are missing (as root, or with sudo).
	$(call install,$(PACKAGES))
	@command -v $(SWIFT) >/dev/null || { echo "Swift 6.2 or later is missing: https://www.swift.org/install/linux/" >&2; exit 1; }

# With root's rights, tests make containers as root and as this ordinary user, who has subordinate ids (useradd(8)).
test-setup: setup
	$(call install,$(TEST_PACKAGES))
	@if [ "$$(id -u)" = 0 ] && ! grep -qs '^tester:' /etc/subuid; then \
	  echo "adding the user tester, as whom tests make containers"; \
	  touch /etc/subuid /etc/subgid; id tester >/dev/null 2>&1 || useradd --create-home tester; \
	  grep -q '^tester:' /etc/subuid || \
	    usermod --add-subuids 600100000-600165535 --add-subgids 600100000-600165535 tester; \
	fi

build: setup  ## Build for development.
	$(SWIFT) build

release: setup  ## Build as it is installed.
	$(SWIFT) build $(RELEASE) --product cuvette
	$(SWIFT) build $(RELEASE) --product cuvette-init
	$(SWIFT) build $(RELEASE) --product cuvette-oci
	strip .build/release/cuvette-init

test: test-setup  ## Run all tests.
	$(SWIFT) build
	$(SWIFT) build --build-tests
	Tests/run-all $(SWIFT)

check: setup  ## What CI holds every change to: format, floors, warnings.
	$(SWIFT) format lint --strict -r Sources Tests Package.swift
	$(SWIFT) build --explicit-target-dependency-import-check error

format:  ## Put all sources into the project's format.
	$(SWIFT) format -i -r Sources Tests Package.swift

demo: release  ## Run a real pipeline on a real commit and show its report.
	.build/release/cuvette run --junit .build/demo.xml
	@echo; echo "the JUnit report, .build/demo.xml:"; echo
	@xmllint --format .build/demo.xml

bench: release  ## Measure against the floor and the peers that are installed; BENCH_USER= for an ordinary user's too (as root).
	$(SWIFT) build $(RELEASE) --product cuvette-bench
	.build/release/cuvette-bench
ifdef BENCH_USER
	programs=$$(mktemp -d) && chmod 755 $$programs && cp $(addprefix .build/release/,$(BENCH_PROGRAMS)) $$programs && \
	    cd / && setpriv --reuid $(BENCH_USER) --regid $(BENCH_USER) --init-groups $$programs/cuvette-bench --only a,f,g; \
	    status=$$?; rm -rf $$programs; exit $$status
endif

conformance: $(if $(PARSER),,release)  ## Run the suites of other OCI runtimes: RUNTIME_TOOLS= CRUN= RUNC= [OCI_RUNTIME=], or DOCKERFILES= or PARSER= (docs/CONFORMANCE.md, docs/BUILDS.md).
ifdef PARSER
	CUVETTE_PARSER_SAMPLES=$(abspath $(PARSER)) $(SWIFT) test --filter ParserSampleTests
else ifdef DOCKERFILES
	Tests/Conformance/dockerfiles.py .build/release/cuvette $(DOCKERFILES)
else
	Tests/Conformance/conformance.py $(abspath $(OCI_RUNTIME)) \
	  $(if $(RUNTIME_TOOLS),--runtime-tools $(RUNTIME_TOOLS)) $(if $(CRUN),--crun $(CRUN)) $(if $(RUNC),--runc $(RUNC))
endif

install: release  ## Install below PREFIX.
	install -s -D .build/release/cuvette $(DESTDIR)$(PREFIX)/bin/cuvette
	install -s -D .build/release/cuvette-oci $(DESTDIR)$(PREFIX)/bin/cuvette-oci
	install -D .build/release/cuvette-init $(DESTDIR)$(PREFIX)/libexec/cuvette/cuvette-init
	.build/release/cuvette man > .build/cuvette.1
	install -D -m 644 .build/cuvette.1 $(DESTDIR)$(PREFIX)/share/man/man1/cuvette.1
	.build/release/cuvette --generate-completion-script bash > .build/cuvette.bash
	install -D -m 644 .build/cuvette.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/cuvette
	.build/release/cuvette --generate-completion-script zsh > .build/_cuvette
	install -D -m 644 .build/_cuvette $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_cuvette
	.build/release/cuvette --generate-completion-script fish > .build/cuvette.fish
	install -D -m 644 .build/cuvette.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/cuvette.fish

uninstall:  ## Take away what install has put there.
	rm -rf $(DESTDIR)$(PREFIX)/bin/cuvette $(DESTDIR)$(PREFIX)/bin/cuvette-oci \
	  $(DESTDIR)$(PREFIX)/libexec/cuvette \
	  $(DESTDIR)$(PREFIX)/share/man/man1/cuvette.1 \
	  $(DESTDIR)$(PREFIX)/share/bash-completion/completions/cuvette \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_cuvette \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/cuvette.fish

clean:  ## Remove what was built.
	rm -rf .build
