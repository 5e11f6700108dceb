"""Settings of the measured portal: embedded mode as served, on a database of the size measured."""

import os

from fis_portal.settings.dev import *  # noqa: F403
from fis_portal.settings.dev import CACHES, DATABASES, REST_FRAMEWORK

PROGETTI = "FIS_BENCH_PROGETTI"


def nome_database(progetti: int) -> str:
    return f"fis_bench_{progetti}"


def ambiente(progetti: int) -> dict[str, str]:
    """What a process needs to work on the database of a size."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.bench.impostazioni",
        PROGETTI: str(progetti),
    }


BANCA = DATABASES["default"]
BANCA["NAME"] = nome_database(int(os.environ.get(PROGETTI, "0")))
# All sizes share one Valkey: none may read what another has kept.
CACHES["default"]["KEY_PREFIX"] = BANCA["NAME"]
GENERATORE_CONSENTITO = True
# The page itself is measured, not the limit to how often it may be asked for.
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"anon": "100000000/min"}}
LOGGING_CONFIG = None
