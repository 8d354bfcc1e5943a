# The commands of the portal; nothing but Python 3.11 or newer, make and a package registry is needed.
#   make demo    the portal on this machine     PORT=8000  STATE=.state
#   make test    every check and every test     make check   only the checks     make bench   the measured speeds
#   make trial   the evening of 15 October with faults and fuzz (some ten minutes)
#   make lock    the lock file anew (needs uv)  make clean   what can be made again; data in .state stays

SHELL := /bin/sh
.PHONY: demo test check bench trial lock clean environment chromium check-all check-code check-types check-django
.DEFAULT_GOAL := demo

demo: environment
	@exec .venv/bin/python -m samenleven.tryout

test: PACKAGES = dev
test: chromium environment
	@$(MAKE) --no-print-directory check-all
	@.venv/bin/python -u -m pytest -q -n 2 --dist loadfile --durations=10

check: PACKAGES = dev
check: environment
	@$(MAKE) --no-print-directory check-all

bench: PACKAGES = dev
bench: environment
	@exec .venv/bin/python -m benchmarks

trial: PACKAGES = dev
trial: chromium environment
	@exec .venv/bin/python -m trial

lock: PACKAGES = dev
lock: environment
	@PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/python -m samenleven.tryout.lockfile

clean:
	@rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@for python in $(PYTHON) .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3; do \
	  if "$$python" -c "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then \
	    exec "$$python" samenleven/tryout/environment.py $(PACKAGES); \
	  fi; \
	done; \
	if python3 -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then \
	  exec python3 samenleven/tryout/environment.py $(PACKAGES); \
	fi; \
	echo "Python 3.11 of nieuwer is nodig, en $$(python3 --version 2>&1 | head -n 1) is wat hier staat. Wijs een andere aan met: make PYTHON=/pad/naar/python3" >&2; \
	exit 1

# The browser of the browser tests: Debian's, when it is missing and may be installed; never a reason to fail.
chromium:
	@if [ -x /usr/bin/chromium ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Chromium wordt geïnstalleerd voor de browsertests."; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get -qq update >/dev/null 2>&1; \
	  apt-get -qq install --no-install-recommends chromium >/dev/null 2>&1; \
	fi; \
	[ -x /usr/bin/chromium ] || echo "Geen /usr/bin/chromium: de browsertests worden overgeslagen."

check-all:
	@$(MAKE) --no-print-directory -j 2 --keep-going --output-sync check-code check-types check-django

check-code:
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/lint-imports --no-cache --no-logo

check-types:
	@DATABASE_URL=postgresql:///unread REDIS_URL=redis://unread .venv/bin/mypy --no-error-summary

check-django:
	@.venv/bin/python -m tests.checks
