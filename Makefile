# Two commands for a newcomer: `make demo` and `make test`. They need python3.11, pip and make.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/
SETUP := $(VENV)/.ready

.PHONY: demo test test-postgres test-e2e test-slow fuzz lint bench lock words clean

# The example company, closed and served; Ctrl-C ends it and leaves all in order.
demo: $(SETUP)
	@$(RUN)goodwill demo demo/company

# All tests but the slow ones and those that drive a browser.
test: $(SETUP)
	@$(RUN)python -m pytest -q -n 2 -m "not slow and not e2e" $(ARGS)

# The office's tests again, on a real PostgreSQL that they start themselves.
test-postgres: $(SETUP)
	@GOODWILL_TEST_OFFICE=postgres $(RUN)python -m pytest -q -n 2 -m "not slow and not e2e" $(if $(ONLY),-k "$(ONLY)") tests/web $(ARGS)

# The pages in a real browser, in four languages and two widths; pictures in test-results/.
test-e2e: $(SETUP)
	@$(RUN)python -m pytest -q -m e2e $(ARGS)

# What takes minutes.
test-slow: $(SETUP)
	@$(RUN)python -m pytest -q -m slow $(ARGS)

# The property tests with examples drawn anew, and more of them.
fuzz: $(SETUP)
	@GOODWILL_EXAMPLES=fuzz $(RUN)python -m pytest -q -n 2 -k "$(or $(ONLY),expression or notation or hours or statement or encoding or delimited)" $(ARGS)

lint: $(SETUP)
	@$(RUN)ruff check
	@$(RUN)ruff format --check
	@$(RUN)mypy
	@$(RUN)lint-imports
	@$(RUN)python tests/sizes.py

# Ratios to a peer or a limit, measured in the same run.
bench: $(SETUP)
	@$(RUN)python -m benchmarks

# The lock names no registry: pip finds its own.
lock: $(SETUP)
	@$(RUN)pip-compile -q --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-emit-trusted-host --allow-unsafe --extra dev --extra postgres -o requirements.lock pyproject.toml

# The message catalogues: collect new sentences, then compile what is translated.
words: $(SETUP)
	@$(RUN)python -m tests.catalogues

clean:
	@rm -rf $(VENV) demo test-results build

$(SETUP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Goodwill needs Python 3.11 or newer.") if sys.version_info < (3, 11) else None'
	@echo "Setting up in $(VENV) (once, a minute or two) ..." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(RUN)python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(RUN)python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(SETUP)
