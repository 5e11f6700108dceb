"""What rows are made of: every table their SQL reads is followed, or it is said why not."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from monitoraggio.aperti import sorgenti
from monitoraggio.aperti.massa.composizione import MUTAMENTI
from monitoraggio.aperti.massa.mutamenti import storia_di
from monitoraggio.aperti.sorgenti import DelDatabase, Misurate
from monitoraggio.aperti.tabelle import TABELLE
from tests.outcomes.factories import ParteRilevazioneFactory

pytestmark = pytest.mark.django_db
SORGENTI = {t.sorgente.codice: t.sorgente for t in TABELLE.values()}
# Read by the rows of the API, in no column of the tables or with no history of their own.
SENZA_PESO = {
    "pratiche": {"core_fileprotetto"},  # the kind of a file that never changes
    # What was sent and the log of states only grow, together with the state of the report.
    "indicatori": {"outcomes_invio", "outcomes_passaggiorendicontazione"},
    "rilevazioni": {"outcomes_invio", "outcomes_passaggiorendicontazione"},
}
# Of a report that is accepted they cannot change: its state does first.
COL_RAPPORTO = {"outcomes_parterilevazione", "comuni_comune", "outcomes_esito"}
COL_RAPPORTO |= {"outcomes_dimensione", "outcomes_targetperiodo"}


@pytest.mark.parametrize("codice", MUTAMENTI)
def test_every_table_a_row_is_made_of_is_followed(codice: str) -> None:
    ParteRilevazioneFactory()
    leggi = SORGENTI[codice].righe
    assert isinstance(leggi, DelDatabase | Misurate)

    with CaptureQueriesContext(connection) as domande:
        leggi.gruppo(leggi.queryset())

    lette = {t for d in domande for t in re.findall(r'(?:FROM|JOIN) "(\w+)"', d["sql"])}
    seguite = {m._meta.db_table for m in MUTAMENTI[codice].modelli}
    seguite |= SENZA_PESO.get(codice, set())
    if codice in ("indicatori", "rilevazioni"):
        seguite |= COL_RAPPORTO
    assert lette <= seguite


def test_every_history_followed_knows_its_transactions() -> None:
    """Missing? A migration like monitoraggio.0010 adds the column to the history of a model."""
    modelli = {model for mutamenti in MUTAMENTI.values() for model in mutamenti.modelli}
    with connection.cursor() as cursore:
        cursore.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'transazione'"
            " AND column_default LIKE '%pg_current_xact_id%'"
        )
        con = {riga[0] for riga in cursore.fetchall()}

    assert {storia_di(model) for model in modelli} <= con


def test_sources_are_named_as_their_tables_name_them() -> None:
    assert MUTAMENTI.keys() <= SORGENTI.keys()
    assert "eventi" not in MUTAMENTI, "how often it changes would count people"
    assert sorgenti.EVENTI.codice in SORGENTI
