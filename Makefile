# Portale FIS. Two commands are enough: `make run` and `make test`. Only relative paths here:
# the checkout may live anywhere, spaces included.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=

PY := .venv/bin/python
DEVTOOLS := $(PY) -m fis_portal.devtools --legato
MANAGE := $(DEVTOOLS) esegui -- $(PY) manage.py
# Two workers, a file of tests whole on one of them: what a file prepares is prepared once.
PYTEST := $(PY) -m pytest -n 2 --dist loadfile
SORGENTI := fis_portal comuni progetti outcomes community monitoraggio tests manage.py

# `check --deploy` needs production settings; none of these values is ever used.
PRODUZIONE_FINTA := DJANGO_SETTINGS_MODULE=fis_portal.settings.prod ALLOWED_HOSTS=portale.example \
	SECRET_KEY=valore-finto-per-il-solo-controllo-0123456789-abcdefghij-KLMNOPQRST \
	DATABASE_URL=postgres://nessuno@localhost/nessuno REDIS_URL=redis://localhost/0 \
	MEDIA_ROOT=/nonexistent EMAIL_URL=smtp://localhost:25

export PORT

.DEFAULT_GOAL := help
.PHONY: help python venv-run venv-dev install run test test-fast services migrate seed shell worker \
	beat lint fix types contracts schema schema-check report-sample bench check clean

help: ## Questo elenco
	@echo "Portale FIS: i comandi"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r nome testo; do \
		printf '  make %-15s %s\n' "$$nome" "$$testo"; done

python:
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { echo "Manca $(PYTHON): installa Python 3.11 o successivo (Debian: apt-get install python3 python3-venv)." >&2; exit 1; }

venv-run: python
	@"$(PYTHON)" fis_portal/devtools/installa.py run

venv-dev: python
	@"$(PYTHON)" fis_portal/devtools/installa.py dev

install: venv-dev ## Installa tutto: dipendenze, librerie di sistema, browser per i test
	@$(DEVTOOLS) sistema --browser

run: venv-run ## Avvia il portale su http://127.0.0.1:8000 (altra porta: PORT=8001)
	@exec $(DEVTOOLS) avvia

test: venv-dev ## Esegue tutti i test (una parte: ARGS="tests/progetti -k nome")
	@exec $(DEVTOOLS) esegui --test --modello --browser -- $(PYTEST) $(ARGS)

test-fast: venv-dev ## I test senza browser, fermandosi al primo errore
	@exec $(DEVTOOLS) esegui --test --modello -- $(PYTEST) -x -q -m "not browser" $(ARGS)

services: venv-run ## Avvia solo PostgreSQL e Valkey privati
	@exec $(DEVTOOLS) servizi

migrate: venv-run ## Applica le migrazioni
	@exec $(MANAGE) migrate $(ARGS)

seed: venv-run ## Carica i dati reali e dimostrativi
	@exec $(MANAGE) seed --demo $(ARGS)

shell: venv-run ## Apre la console di Django
	@exec $(MANAGE) shell $(ARGS)

worker: venv-run ## Avvia solo il worker Celery
	@exec $(DEVTOOLS) esegui -- $(PY) -m celery -A fis_portal worker --loglevel=INFO --concurrency=2

beat: venv-run ## Avvia solo Celery beat
	@exec $(DEVTOOLS) esegui -- $(PY) -m celery -A fis_portal beat --loglevel=INFO --pidfile=

lint: venv-dev ## Controlla stile del codice e dei template
	@$(PY) -m ruff check $(SORGENTI)
	@$(PY) -m ruff format --check $(SORGENTI)
	@$(PY) -m djlint templates --lint --quiet

fix: venv-dev ## Corregge quello che si può correggere da solo
	@$(PY) -m ruff check --fix $(SORGENTI)
	@$(PY) -m ruff format $(SORGENTI)

types: venv-dev ## Controlla i tipi
	@$(PY) -m mypy fis_portal comuni progetti outcomes community monitoraggio

contracts: venv-dev ## Controlla la direzione delle dipendenze fra le app
	@$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

schema: venv-dev ## Riscrive lo schema OpenAPI
	@$(DEVTOOLS) esegui --test -- $(PY) manage.py spectacular --validate --fail-on-warn --file docs/api/schema.yaml

schema-check: venv-dev
	@mkdir -p .dev
	@$(DEVTOOLS) esegui --test -- $(PY) manage.py spectacular --validate --fail-on-warn --file .dev/schema.yaml
	@cmp docs/api/schema.yaml .dev/schema.yaml || { echo "Lo schema dell'API è cambiato: esegui «make schema» e aggiungi docs/api/schema.yaml al commit." >&2; exit 1; }

report-sample: venv-run ## Costruisce un report di esempio in .dev/
	@exec $(MANAGE) report_sample $(ARGS)

bench: venv-dev ## Misura le pagine rispetto a una vista Django nuda
	@exec $(DEVTOOLS) esegui --test -- $(PY) -m tests.bench $(ARGS)

check: lint types contracts ## Tutto quello che fa la CI
	@$(DEVTOOLS) esegui --test -- $(PY) manage.py makemigrations --check --dry-run
	@$(PRODUZIONE_FINTA) $(PY) manage.py check --deploy --fail-level WARNING
	@$(MAKE) schema-check
	@$(MAKE) test

clean: ## Cancella i file generati (anche i dati e .venv: TUTTO=1)
	@if [ -x $(PY) ]; then $(PY) -m fis_portal.devtools pulisci $(if $(TUTTO),--dati); fi
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache htmlcov .coverage
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
	@$(if $(TUTTO),rm -rf .venv)
