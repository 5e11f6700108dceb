"""Run as `python -m tests.sicurezza.prepara` with production settings: tables, files, some rows.

Prints as JSON what the tests need to know of the rows.
"""

import json
import sys
from typing import Any

import django


def prepara() -> dict[str, str]:
    from django.contrib.auth.models import Group
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("sync_roles", verbosity=0)

    from fis_portal.core.storage import file_store
    from fis_portal.sito.roles import RESPONSABILE
    from tests.accounts.factories import UserFactory
    from tests.community.factories import EventoFactory
    from tests.monitoraggio.factories import FileReportFactory, ReportMonitoraggioFactory
    from tests.progetti.factories import ProgettoFactory

    progetto = ProgettoFactory(completo=True)
    evento = EventoFactory(progetti=[progetto])
    report = ReportMonitoraggioFactory(pubblicato=True)
    file = file_store(b"prova", "csv", "report")
    FileReportFactory(report=report, nome=file.nome, sha256=file.sha256, byte=file.byte)
    utente = UserFactory(email=EMAIL, password=PASSWORD, staff=True)
    utente.groups.add(Group.objects.get(name=RESPONSABILE))
    _secondo_fattore(utente)
    return {
        "progetto": progetto.get_absolute_url(),
        "evento": evento.get_absolute_url(),
        "report": report.get_absolute_url(),
        "file": f"{report.get_absolute_url()}{report.versione}/csv",
    }


def _secondo_fattore(utente: Any) -> None:
    """An app, and codes enough for every log-in of the tests: each is good once."""
    from allauth.mfa.models import Authenticator

    from fis_portal.accounts.secondo_fattore import impronta
    from tests.accounts.fattori import con_app

    con_app(utente)
    Authenticator.objects.create(
        user=utente, type="recovery_codes", data={"impronte": [impronta(c) for c in CODICI]}
    )


CODICI = [f"prova-{n:05}" for n in range(100)]
EMAIL = "responsabile@prova.example.it"
PASSWORD = "una-parola-lunga-di-prova"

if __name__ == "__main__":
    django.setup()
    json.dump(prepara(), sys.stdout)
