"""Known holes stay closed: the installed versions, read from package metadata (QUALITY A4)."""

from importlib.metadata import distributions

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.version import Version

MINIMI = {
    "weasyprint": ("70.0", "GHSA-jf6q-chmf-3h3v: stylesheets bypassed the URL fetcher"),
    "djangorestframework": ("3.17.2", "CVE-2026-73228, CVE-2026-73229"),
    "django": ("5.2.11", "CVE-2026-1287, CVE-2026-1312"),
    "django-import-export": ("4.0", "formulas escaped in CSV and XLSX"),
    "openpyxl": ("3.1.5", "XLSX reading and writing"),
}
INSTALLATI = {d.metadata["Name"].lower().replace("_", "-"): d for d in distributions()}


@pytest.mark.parametrize("nome", MINIMI)
def test_installed_version_is_not_below_its_floor(nome: str) -> None:
    minimo, motivo = MINIMI[nome]

    assert Version(INSTALLATI[nome].version) >= Version(minimo), motivo


def test_django_stays_on_the_long_term_release() -> None:
    assert Version(INSTALLATI["django"].version) < Version("6")


def test_requirements_do_not_let_an_older_version_in() -> None:
    righe = (settings.BASE_DIR / "requirements.txt").read_text(encoding="utf-8").splitlines()
    richieste = [Requirement(testo) for riga in righe if (testo := riga.partition("#")[0].strip())]
    diretti = {richiesta.name.lower(): richiesta.specifier for richiesta in richieste}

    for nome, (minimo, _motivo) in MINIMI.items():
        assert nome in diretti
        assert not diretti[nome].contains(f"{Version(minimo).major - 1}.0")


def test_one_postgresql_driver_only() -> None:
    # Django silently prefers psycopg 3 when both are there.
    assert "psycopg2-binary" in INSTALLATI
    assert "psycopg" not in INSTALLATI


def test_exports_escape_formulas() -> None:
    assert settings.IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT is True
