# `make run` and `make test` need python3 (>= 3.11) with pip, and nothing else.
UV := $(or $(shell command -v uv),$(CURDIR)/.tools/bin/uv)
CHROMIUM := $(firstword $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name))))
INPUT ?= seeds/
ENGINE ?= prefect
# Tests of one file share what they have set up, so they stay in one process.
PARALLEL := -n auto --maxprocesses 8 --dist loadfile

.PHONY: run test test-fast test-system test-long check docs quotes bench quality languages content furniture statistical statistical-weights format clean

run: $(UV) ## Run the main job over seeds/ through the Prefect flow, into data/
	$(UV) run --no-dev opsonin run $(INPUT) --engine $(ENGINE)

test: $(UV) ## Run all tests that pip alone can serve
	$(UV) run pytest -q -m "not system and not long" --durations=25 $(PARALLEL)

test-fast: $(UV) ## Run the tests that take less than a few seconds each
	$(UV) run pytest -q -m "not slow and not system and not long" $(PARALLEL)

test-system: $(UV) ## Run the tests that need more than pip installs: a C compiler, Chromium
	$(if $(CHROMIUM),,@echo "No Chromium on the path: the tests of the report in a browser are left out.")
	$(UV) run pytest -q -m "system and not long$(if $(CHROMIUM),, and not browser)"

test-long: $(UV) ## Run what takes hours: every fault at every file call, a day in minutes, large bombs
	$(UV) run pytest -q -s -m long

check: $(UV) docs ## Check style, types, layers, and that examples and pages are true
	$(UV) run ruff check .
	$(UV) run ruff format --check .
	$(UV) run mypy
	MYPYPATH=pipeline:plugins:flows:bench:bench/noop:docs:docs/examples:tests:tests/counting:plugins/statistical $(UV) run mypy --strict tests
	$(UV) run lint-imports
	PYTHONPATH=docs $(UV) run python -m opsonin_docs.advisories
	$(UV) run pytest -q --doctest-modules pipeline plugins flows docs/opsonin_docs tests/test_readme.py

docs: $(UV) ## Build all pages anew into .docs/html; every warning is an error
	$(UV) run sphinx-build -q -E -a -W --keep-going -b html -d .docs/doctrees docs .docs/html

quotes: $(UV) ## Write what opsonin says today, and the measures, into the pages that quote them
	PYTHONPATH=docs $(UV) run python -m opsonin_docs.bodies docs/stages/*.md
	PYTHONPATH=docs $(UV) run python -m opsonin_docs.transcripts docs/glossary.md docs/first-run.md docs/options.md
	PYTHONPATH=docs $(UV) run python -m opsonin_docs.questions docs/questions.md
	PYTHONPATH=docs $(UV) run python -m opsonin_docs.measures docs/architecture.md
	PYTHONPATH=docs $(UV) run python -m opsonin_docs.limits docs/security.md
	PYTHONPATH=docs $(UV) run python -m opsonin_docs.advisories docs/security.md

bench: $(UV) ## Measure CPU seconds beside the peers: JOBS=core,filter LIMIT=1000 RUNS=3
	PYTHONPATH=bench UV=$(UV) $(UV) run python -m opsonin_bench.speed \
		$(if $(JOBS),--jobs "$(JOBS)") $(if $(LIMIT),--limit $(LIMIT)) $(if $(RUNS),--runs $(RUNS))

quality: $(UV) ## Score the tables on reference annotations: SETS=seeds,craft FULL=1
	PYTHONPATH=bench $(UV) run python -m opsonin_bench.quality \
		$(if $(SETS),--sets "$(SETS)") $(if $(FULL),--full)

languages: $(UV) ## Have peers tell the language of short texts, for `make quality`
	PYTHONPATH=bench UV=$(UV) $(UV) run python -m opsonin_bench.languages

content: $(UV) ## Train the extractor of main content and print its figures on unseen domains
	PYTHONPATH=bench $(UV) run --group content python -m opsonin_bench.content

furniture: $(UV) ## Train what tells furniture from text in dumps without markup
	PYTHONPATH=bench $(UV) run --group content python -m opsonin_bench.furniture

CORPORA := ncbi_disease bc5cdr biored
GOLD := $(or $(OPSONIN_GOLD),../shared/gold)/ner
LEFT_OUT := $(foreach name,$(CORPORA),--leave-out $(GOLD)/$(name).dev.jsonl)
statistical: $(UV) ## Train the statistical tagger on all corpora, into .bench/statistical.npz
	mkdir -p .bench
	$(UV) run opsonin-statistical train $(foreach name,$(CORPORA),$(GOLD)/$(name).train.jsonl) \
		$(LEFT_OUT) --out .bench/statistical.npz

statistical-weights: $(UV) ## Train the weights that come with the statistical tagger
	$(UV) run opsonin-statistical train $(GOLD)/ncbi_disease.train.jsonl --types disease \
		$(LEFT_OUT) --out plugins/statistical/opsonin_statistical/weights.npz

format: $(UV) ## Format the code
	$(UV) run ruff check --fix --quiet . || true
	$(UV) run ruff format .

clean: ## Remove what runs have written
	find data -mindepth 1 ! -name README.md -delete

$(CURDIR)/.tools/bin/uv:
	python3 -m pip install --quiet --disable-pip-version-check --target .tools uv
