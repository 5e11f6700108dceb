"""`manage.py generate`: the same data for the same seed, whole, and never where real data is."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from community.models import Partecipazione
from fis_portal.seed.generatore import PREFISSO
from outcomes.models import Rilevazione
from progetti.models import FaseProgetto, Progetto, TransizioneFase
from tests.comuni.factories import ComuneFactory
from tests.progetti.factories import (
    InterventoFactory,
    MacroareaFactory,
    ProgettoFactory,
    TemaFactory,
)

pytestmark = pytest.mark.django_db

IMPRONTA = """
SELECT md5(string_agg(r::text, ';' ORDER BY r::text)) FROM (
  SELECT p.slug, p.titolo, p.nomi, p.bisogno, f.stato, f.importo_concesso_eur, t.a, t.data
    FROM progetti_progetto p
    JOIN progetti_faseprogetto f ON f.progetto_id = p.id
    JOIN progetti_transizionefase t ON t.fase_id = f.id) r
"""
CHIAVI_ESTERNE = """
SELECT format('SELECT count(*) FROM %s r WHERE r.%I IS NOT NULL AND NOT EXISTS '
              '(SELECT 1 FROM %s v WHERE v.%I = r.%I)', c.conrelid::regclass, a.attname,
              c.confrelid::regclass, v.attname, a.attname)
  FROM pg_constraint c
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
  JOIN pg_attribute v ON v.attrelid = c.confrelid AND v.attnum = c.confkey[1]
 WHERE c.contype = 'f' AND cardinality(c.conkey) = 1
"""


@pytest.fixture
def programma():
    """A territory and vocabularies to draw from."""
    for n in range(6):
        ComuneFactory(nome=f"Borgo {n}", popolazione=1000 * n)
        TemaFactory()
    for _n in range(3):
        MacroareaFactory()
    for codice in ("I", "II", "III"):
        InterventoFactory(codice=codice)


def genera(progetti, *argomenti, seme=1):
    scritto = StringIO()
    call_command(
        "generate", "--progetti", str(progetti), "--seme", str(seme), *argomenti, stdout=scritto
    )
    return scritto.getvalue()


def una(sql):
    with connection.cursor() as cursore:
        cursore.execute(sql)
        return cursore.fetchone()[0]


def impronta_di(progetti, seme):
    """The fingerprint of generated rows, which do not stay."""
    with transaction.atomic():
        genera(progetti, seme=seme)
        impronta = una(IMPRONTA)
        transaction.set_rollback(True)
    return impronta


def test_generates_as_many_projects_as_asked_with_phases_meetings_and_measurements(programma):
    # act
    genera(240)

    # assert
    assert Progetto.objects.filter(slug__startswith=PREFISSO).count() == 240
    assert {f.progetto_id for f in FaseProgetto.objects.all()} == set(
        Progetto.objects.values_list("pk", flat=True)
    )
    assert TransizioneFase.objects.filter(a="finanziata").exists()
    assert Partecipazione.objects.exists() is False  # no meeting below 400 projects
    assert Rilevazione.objects.count() == 3 * 5 * 10


def test_same_seed_same_data_another_seed_other_data(programma):
    prima, ancora, altro = impronta_di(60, 7), impronta_di(60, 7), impronta_di(60, 8)

    assert prima == ancora
    assert prima != altro


def test_grows_to_the_size_asked_as_if_generated_at_once(programma):
    # arrange
    in_una_volta = impronta_di(90, 1)

    # act
    genera(40)
    detto = genera(90)

    # assert
    assert "50" in detto
    assert una(IMPRONTA) == in_una_volta


def test_every_foreign_key_of_generated_rows_points_to_a_row(programma):
    genera(450)

    with connection.cursor() as cursore:
        cursore.execute(CHIAVI_ESTERNE)
        controlli = [riga[0] for riga in cursore.fetchall()]
    assert Partecipazione.objects.exists()
    assert [sql for sql in controlli if una(sql)] == []


def test_names_around_a_generated_project_are_those_its_trigger_copies(programma):
    # arrange
    genera(30)
    generati = dict(Progetto.objects.values_list("slug", "nomi"))

    # act
    Progetto.objects.update(nomi="")

    # assert
    assert all(generati.values())
    assert dict(Progetto.objects.values_list("slug", "nomi")) == generati


def test_history_is_kept_again_after_generating(programma):
    # arrange
    genera(5)
    progetto = Progetto.objects.get(slug=f"{PREFISSO}1-1")

    # act
    Progetto.objects.filter(pk=progetto.pk).update(titolo="Un altro nome")

    # assert
    assert progetto.events.count() == 1


def test_refuses_where_the_environment_does_not_allow_it(programma, settings):
    settings.GENERATORE_CONSENTITO = False

    with pytest.raises(CommandError, match="contano in tutte le figure"):
        genera(5, "--forza")


def test_refuses_beside_real_projects_unless_forced(programma):
    ProgettoFactory()

    with pytest.raises(CommandError, match="--forza"):
        genera(5)
    assert "5" in genera(5, "--forza")


def test_refuses_sizes_nobody_measures(programma):
    with pytest.raises(CommandError, match="2000000"):
        genera(2_000_001)
