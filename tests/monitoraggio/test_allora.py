"""The records as they stood: what a figure said at an instant, it says of that instant for ever."""

import datetime
import random
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import InternalError, OperationalError, connection, migrations
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comuni.models import Comune
from fis_portal.core.allora import come_conosciuto, senza_allora
from fis_portal.core.isolamento import isolato
from monitoraggio.registro import (
    REGISTRO,
    Ambito,
    figura,
    record,
    record_esclusi,
    record_pagina,
)
from progetti.enums import StatoFase
from progetti.models import (
    FaseProgetto,
    Macroarea,
    Partenariato,
    Progetto,
    ProgettoMacroarea,
    ProgettoTema,
    TransizioneFase,
)
from tests.accounts.factories import UserFactory
from tests.comuni.factories import ComuneFactory
from tests.progetti.factories import ProgettoFactory

OGGI = datetime.date(2026, 1, 1)
TABELLE = {model._meta.db_table for model in apps.get_models()}


def _viste() -> dict[str, list[tuple[str, str]]]:
    """The columns of the views, and of the tables they stand for, with their types."""
    with connection.cursor() as cursore:
        cursore.execute(
            "SELECT relnamespace::regnamespace::text, relname, attname,"
            " format_type(atttypid, atttypmod) FROM pg_class JOIN pg_attribute ON attrelid ="
            " pg_class.oid WHERE attnum > 0 AND NOT attisdropped AND (relkind = 'v' AND"
            " relnamespace = 'allora'::regnamespace OR relnamespace = 'public'::regnamespace"
            " AND relkind = 'r') ORDER BY attnum"
        )
        colonne: dict[str, list[tuple[str, str]]] = {}
        for schema, tabella, colonna, tipo in cursore.fetchall():
            nome = tabella if schema == "public" else f"allora.{tabella}"
            colonne.setdefault(nome, []).append((colonna, tipo))
    return colonne


@pytest.mark.django_db
def test_every_table_with_a_history_has_its_past_with_the_same_columns() -> None:
    """Missing, or old? Wrap the migration in `senza_allora` (ADR 20)."""
    colonne = _viste()
    seguite = {
        model._meta.db_table for model in apps.get_models() if hasattr(model, "pgh_event_models")
    }

    for tabella in seguite:
        assert colonne.get(f"allora.{tabella}") == colonne[tabella], tabella


@pytest.mark.django_db
@pytest.mark.parametrize("codice", REGISTRO)
def test_a_figure_reads_only_tables_that_have_a_past(codice: str) -> None:
    ProgettoFactory(finanziato=True)
    colonne = _viste()

    with CaptureQueriesContext(
        connection,
    ) as domande:
        figura(codice, Ambito(OGGI))
        record(codice, Ambito(OGGI))
        record_pagina(codice, Ambito(OGGI))
        record_esclusi(codice, Ambito(OGGI))
        for per in REGISTRO[codice].dimensioni:
            figura(codice, Ambito(OGGI, per=(per,)))

    parole = {p for d in domande for p in re.findall(r'(?<!\.)"(\w+)"', d["sql"])}
    lette = parole & TABELLE
    assert lette
    assert {tabella for tabella in lette if f"allora.{tabella}" not in colonne} == set()


@pytest.mark.django_db
def test_the_past_is_not_written() -> None:
    with come_conosciuto(timezone.now()), pytest.raises(OperationalError, match="view"):
        ComuneFactory()


@pytest.mark.django_db
def test_a_migration_finds_no_view_in_its_way_and_leaves_them_as_they_were() -> None:
    prima = _viste()
    togli, _sua, crea = senza_allora(migrations.RunSQL(""))

    with connection.cursor() as cursore:
        cursore.execute(togli.sql)
        durante = _viste()
        cursore.execute(crea.sql)

    assert not [nome for nome in durante if nome.startswith("allora.")]
    assert _viste() == prima


@pytest.mark.django_db
def test_who_may_not_read_the_past_is_not_shown_the_present_instead() -> None:
    utente = UserFactory()

    with isolato(utente.pk), pytest.raises(PermissionError):
        figura("progetti", Ambito(OGGI, conosciuto_al=timezone.now()))


@pytest.mark.django_db
def test_an_instant_needs_its_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        figura("progetti", Ambito(OGGI, conosciuto_al=datetime.datetime(2026, 1, 1)))  # noqa: DTZ001


@pytest.mark.django_db
def test_afterwards_the_present_is_read_again() -> None:
    ProgettoFactory(finanziato=True)
    prima = timezone.now() - datetime.timedelta(days=1)

    assert figura("progetti", Ambito(OGGI, conosciuto_al=prima)).valore("finanziati") == 0
    assert figura("progetti", Ambito(OGGI)).valore("finanziati") == 1


# --- Random edits -----------------------------------------------------------------------------
def _nuovo(caso: random.Random) -> None:
    ProgettoFactory(
        finanziato=True,
        comune=caso.choice(Comune.objects.all()),
        macroaree=caso.sample(["inclusione sociale", "animazione culturale"], 1),
        temi=caso.sample(["lavoro", "casa", "scuola"], 2),
        partner=["Cooperativa Uno"],
    )


def _importi(caso: random.Random) -> None:
    FaseProgetto.objects.update(importo_concesso_eur=Decimal(caso.randrange(10**6)) / 100)


def _cancella_temi(caso: random.Random) -> None:
    ProgettoTema.objects.filter(tema__nome=caso.choice(["lavoro", "casa"])).delete()


def _cancella_progetto(caso: random.Random) -> None:
    if progetto := Progetto.objects.order_by("?").first():
        progetto.delete()


def _nascondi(caso: random.Random) -> None:
    Progetto.objects.filter(pk__in=Progetto.objects.values("pk")[:1]).update(is_public=False)


def _rinomina(caso: random.Random) -> None:
    Macroarea.objects.filter(nome="inclusione sociale").update(slug=f"inclusione-{caso.random()}")


def _prevalente(caso: random.Random) -> None:
    ProgettoMacroarea.objects.update(is_prevalente=True)


def _sposta(caso: random.Random) -> None:
    TransizioneFase.objects.filter(a=StatoFase.FINANZIATA).update(
        data=datetime.date(2020 + caso.randrange(8), 1, 1)
    )


def _date(caso: random.Random) -> None:
    Partenariato.objects.update(dal=datetime.date(2020 + caso.randrange(8), 1, 1))


MOSSE: list[Callable[[random.Random], None]] = [
    _nuovo, _nuovo, _importi, _cancella_temi, _cancella_progetto, _nascondi, _rinomina,
    _prevalente, _sposta, _date,
]  # fmt: skip


def _tutto(conosciuto_al: datetime.datetime | None = None) -> dict[str, Any]:
    """Everything all figures say, whole and cut, with how many records are behind each line."""
    detto: dict[str, Any] = {}
    for codice, definizione in REGISTRO.items():
        if definizione.conta_persone:  # not told of the past as it was known
            continue
        ambito = Ambito(OGGI, conosciuto_al=conosciuto_al, per=definizione.dimensioni[:1])
        detto[codice] = figura(codice, ambito).as_dict() | {"conosciuto_al": None}
        dietro = record(codice, Ambito(OGGI, conosciuto_al=conosciuto_al))
        detto[f"{codice} record"] = Counter(
            r.voce for r in dietro for _n in range(r.riservati or 1)
        )
    return detto


@pytest.mark.django_db(transaction=True)
def test_what_was_said_then_is_what_is_said_of_then() -> None:
    caso = random.Random(5)
    ComuneFactory.create_batch(3)
    _nuovo(caso)
    detti: list[tuple[datetime.datetime, dict[str, Any]]] = []
    for _giro in range(6):
        for mossa in caso.sample(MOSSE, 3):
            mossa(caso)
        detti.append((timezone.now(), _tutto()))

    assert len({str(detto) for _quando, detto in detti}) > 4
    for quando, detto in detti:
        assert _tutto(quando) == detto


@pytest.mark.django_db(transaction=True)
def test_reading_the_past_the_database_refuses_to_write() -> None:
    with (
        pytest.raises(InternalError, match="read-only"),
        come_conosciuto(timezone.now()),
        connection.cursor() as cursore,
    ):
        cursore.execute("DELETE FROM public.comuni_comune")
