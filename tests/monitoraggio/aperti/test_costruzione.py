"""An edition of the open data: what it delivers, and what it leaves alone."""

from pathlib import Path

import pytest
from django.conf import settings

from fis_portal.core.storage import file_is_whole
from monitoraggio.aperti.costruzione import edizione_build
from monitoraggio.aperti.tabelle import TABELLE
from monitoraggio.enums import StatoReport
from monitoraggio.models import VersioneDati
from tests.monitoraggio.factories import EdizioneDatiFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db


def _costruisci() -> dict[str, VersioneDati]:
    assert edizione_build(EdizioneDatiFactory().pk)
    return {v.codice: v for v in VersioneDati.objects.correnti().prefetch_related("file")}


def test_an_edition_delivers_every_table_in_every_format() -> None:
    ProgettoFactory(finanziato=True, macroaree=["inclusione sociale"])

    versioni = _costruisci()

    assert versioni.keys() == TABELLE.keys() | {"pacchetto"}
    assert {f.nome for f in versioni["progetti"].file.all()} == {
        "progetti.csv",
        "progetti.json",
        "progetti.parquet",
        "progetti.xlsx",
    }
    assert all(file_is_whole(f.archiviato) for v in versioni.values() for f in v.file.all())
    assert set(versioni["pacchetto"].parti.all()) == set(versioni.values()) - {
        versioni["pacchetto"]
    }
    assert not list((Path(settings.MEDIA_ROOT) / ".dati-in-lavoro").iterdir())


def test_what_has_not_changed_makes_no_new_version() -> None:
    progetto = ProgettoFactory()
    prima = _costruisci()

    uguale = _costruisci()
    progetto.titolo = "Un altro titolo"
    progetto.save()
    dopo = _costruisci()

    assert uguale == prima
    assert {c for c in dopo if dopo[c] != prima[c]} == {"progetti", "pacchetto"}
    assert not VersioneDati.objects.get(pk=prima["progetti"].pk).corrente


def test_a_builder_that_died_is_replaced() -> None:
    edizione = EdizioneDatiFactory(interrotta=True)

    assert edizione_build(edizione.pk)

    edizione.refresh_from_db()
    assert (edizione.stato, edizione.tentativi) == (StatoReport.PRONTO, 2)
