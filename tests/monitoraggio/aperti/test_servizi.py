"""Editions asked for, planned and tried again; versions let go of."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.storage import file_store
from monitoraggio import tasks
from monitoraggio.aperti.conservazione import versioni_purge
from monitoraggio.aperti.costruzione import edizione_build
from monitoraggio.aperti.salute import edizioni_ferme
from monitoraggio.enums import StatoReport
from monitoraggio.models import EdizioneDati, FileDati, VersioneDati
from monitoraggio.services import (
    edizione_pianificata_ensure,
    edizione_request,
    edizione_retry,
    edizioni_forget,
)
from tests.monitoraggio.factories import EdizioneDatiFactory, FileDatiFactory, VersioneDatiFactory

pytestmark = pytest.mark.django_db
OGGI = date(2026, 11, 22)


def test_asking_twice_is_asking_once(responsabile: User) -> None:
    prima = edizione_request(by=responsabile)

    assert edizione_request(by=None) == prima
    assert (prima.stato, prima.richiesto_da) == (StatoReport.IN_CODA, responsabile)


def test_a_day_has_one_planned_edition() -> None:
    assert [edizione_pianificata_ensure(OGGI) for _n in range(3)] == [1, 0, 0]
    assert edizione_pianificata_ensure(OGGI + timedelta(1)) == 1


def test_only_what_failed_is_tried_again() -> None:
    edizione = edizione_retry(edizione=EdizioneDatiFactory(fallita=True), by=None)

    assert edizione.stato == StatoReport.IN_CODA
    with pytest.raises(DomainError):
        edizione_retry(edizione=edizione, by=None)


def test_one_edition_at_a_time() -> None:
    EdizioneDatiFactory(in_costruzione=True)
    altra = EdizioneDatiFactory()

    assert edizione_build(altra.pk) is False

    altra.refresh_from_db()
    assert altra.stato == StatoReport.IN_CODA


def test_a_failure_is_written_down_and_nothing_is_delivered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # No part of ours is replaced: the folder of the private files cannot be written.
    edizione = EdizioneDatiFactory()
    Path(settings.MEDIA_ROOT).parent.mkdir(exist_ok=True)
    Path(settings.MEDIA_ROOT).write_text("a file where a folder should be")

    with pytest.raises(OSError, match="Not a directory"):
        edizione_build(edizione.pk)

    edizione.refresh_from_db()
    assert (edizione.stato, edizione.tentativi) == (StatoReport.IN_CODA, 1)
    assert "errore interno" in edizione.errore
    assert not VersioneDati.objects.exists()


def test_the_sweep_orders_editions_too(monkeypatch: pytest.MonkeyPatch) -> None:
    spediti: list[Any] = []
    monkeypatch.setattr(tasks.dati_build_task, "apply_async", lambda **come: spediti.append(come))
    edizione = EdizioneDatiFactory()

    tasks.report_sweep()
    tasks.report_sweep()

    assert [ordine["args"] for ordine in spediti] == [[edizione.pk]]


def test_the_nightly_task_plans_the_day() -> None:
    tasks.dati_pianifica()

    assert EdizioneDati.objects.get().giorno == timezone.localdate()


# --- Keeping --------------------------------------------------------------------------------------
def _versione(giorno: date, *, corrente: bool = False, codice: str = "temi") -> VersioneDati:
    versione: VersioneDati = VersioneDatiFactory(
        codice=codice, data=giorno, corrente=corrente, impronta=f"{giorno.toordinal():064x}"
    )
    return versione


def test_versions_stay_a_year_then_the_last_of_each_month() -> None:
    via = [_versione(date(2025, 3, 4)), _versione(date(2025, 3, 20))]
    restano = [
        _versione(date(2025, 3, 31)),
        _versione(date(2025, 11, 23)),
        _versione(date(2025, 11, 24)),
        _versione(date(2026, 1, 1)),
        _versione(date(2026, 1, 2), corrente=True),
    ]

    assert versioni_purge(OGGI) == len(via)

    assert set(VersioneDati.objects.all()) == set(restano)


def test_what_a_kept_package_is_made_of_is_kept() -> None:
    parte = _versione(date(2025, 3, 4))
    _versione(date(2025, 3, 31))
    pacchetto = _versione(date(2025, 3, 30), codice="pacchetto")
    pacchetto.parti.add(parte)

    assert versioni_purge(OGGI) == 0


def test_the_current_version_stays_however_old() -> None:
    _versione(date(2020, 3, 4), corrente=True)
    _versione(date(2020, 3, 5))

    assert versioni_purge(OGGI) == 0


def test_files_of_no_version_go_but_not_those_just_written() -> None:
    def file(testo: bytes, giorni_fa: int) -> Path:
        archiviato = file_store(testo, "csv", "dati")
        percorso = Path(settings.MEDIA_ROOT) / archiviato.nome
        quando = timezone.now().timestamp() - giorni_fa * 86_400
        os.utime(percorso, (quando, quando))
        return percorso

    di_nessuno, appena_scritto, tenuto = file(b"a", 3), file(b"b", 1), file(b"c", 3)
    FileDatiFactory(percorso=tenuto.relative_to(settings.MEDIA_ROOT).as_posix())

    versioni_purge(OGGI)

    assert [f.exists() for f in (di_nessuno, appena_scritto, tenuto)] == [False, True, True]


def test_editions_that_changed_nothing_are_forgotten() -> None:
    adesso = timezone.now()
    utile, inutile = EdizioneDatiFactory(pronta=True), EdizioneDatiFactory(pronta=True)
    EdizioneDati.objects.update(created_at=adesso - timedelta(days=100))
    VersioneDatiFactory(edizione=utile)
    recente = EdizioneDatiFactory(pronta=True)

    edizioni_forget(adesso)

    assert set(EdizioneDati.objects.all()) == {utile, recente}
    assert inutile.pk


# --- What the database keeps ----------------------------------------------------------------------
def test_a_delivered_file_never_changes() -> None:
    file = FileDatiFactory()

    with pytest.raises(InternalError), transaction.atomic():
        FileDati.objects.filter(pk=file.pk).update(sha256="1" * 64)
    with pytest.raises(InternalError), transaction.atomic():
        VersioneDati.objects.filter(pk=file.versione_id).update(impronta="1" * 64)


def test_a_table_has_one_current_version() -> None:
    _versione(date(2026, 1, 1), corrente=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        _versione(date(2026, 1, 2), corrente=True)


# --- Readiness ------------------------------------------------------------------------------------
def test_open_data_that_are_asked_for_and_come_are_well() -> None:
    assert edizioni_ferme() is None
    EdizioneDatiFactory(pronta=True)
    EdizioneDatiFactory()

    assert edizioni_ferme() is None


def test_what_keeps_open_data_from_coming_is_said() -> None:
    vecchia = EdizioneDatiFactory(pronta=True, pronto_at=timezone.now() - timedelta(days=3))
    assert edizioni_ferme() == "no new edition of the open data for 2 days"
    vecchia.delete()
    EdizioneDatiFactory(interrotta=True)
    assert edizioni_ferme() == "an edition of the open data was left half-way"
    EdizioneDatiFactory(fallita=True, giorno=timezone.localdate())
    assert edizioni_ferme() == "today's edition of the open data has failed"


# --- The management area --------------------------------------------------------------------------
def test_staff_ask_for_an_edition_and_follow_it(client: Client, responsabile: User) -> None:
    client.force_login(responsabile)
    chiedi = reverse("admin:monitoraggio_edizionedati_chiedi")

    assert client.get(chiedi).status_code == 200
    assert not EdizioneDati.objects.exists()
    pagina = client.post(chiedi, follow=True)

    edizione = EdizioneDati.objects.get()
    assert "Edizione in coda" in pagina.content.decode()
    stato = client.get(reverse("admin:monitoraggio_edizionedati_avanzamento", args=[edizione.pk]))
    assert stato.json()["finito"] is False


def test_staff_see_what_an_edition_changed_or_why_it_failed(
    client: Client, responsabile: User
) -> None:
    client.force_login(responsabile)
    fallita = EdizioneDatiFactory(fallita=True)
    pronta = EdizioneDatiFactory(pronta=True, cambiate=1)
    VersioneDatiFactory(edizione=pronta, codice="temi")

    def pagina(edizione: EdizioneDati) -> str:
        indirizzo = reverse("admin:monitoraggio_edizionedati_change", args=[edizione.pk])
        return client.get(indirizzo).content.decode()

    assert "Non riuscita." in pagina(fallita)
    assert "temi" in pagina(pronta)
    client.post(reverse("admin:monitoraggio_edizionedati_riprova", args=[fallita.pk]))
    fallita.refresh_from_db()
    assert fallita.stato == StatoReport.IN_CODA
