from datetime import date

import pytest

from comuni.models import Comune
from tests.comuni.factories import ComuneFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db


def nomi(testo: str) -> list[str]:
    return [comune.nome for comune in Comune.objects.search(testo)]


@pytest.mark.parametrize(
    ("cercato", "trovato"),
    [
        ("Forlì", "Forlì"),
        ("FORLI", "Forlì"),
        ("Forl", "Forlì"),
        ("Bergmo", "Bergamo"),
        ("reggio calabria", "Reggio di Calabria"),
        ("048017", "Firenze"),
    ],
)
def test_search_finds_names_with_slips_accents_and_codes(cercato, trovato):
    for nome in ("Forlì", "Bergamo", "Reggio di Calabria", "Aosta"):
        ComuneFactory(nome=nome)
    ComuneFactory(nome="Firenze", codice_istat="048017")

    assert nomi(cercato) == [trovato]


def test_search_puts_the_same_name_first_then_the_same_beginning():
    for nome in ("Castel Romano", "Romano di Lombardia", "Roma"):
        ComuneFactory(nome=nome)

    assert nomi("roma") == ["Roma", "Romano di Lombardia", "Castel Romano"]


def test_search_for_nothing_changes_nothing():
    ComuneFactory.create_batch(2)

    assert len(nomi(" ")) == 2


def test_con_progetti_counts_public_and_real_projects_only():
    con = ProgettoFactory().comune
    senza = [
        ComuneFactory(),
        ProgettoFactory(non_pubblico=True).comune,
        ProgettoFactory(is_demo=True).comune,
    ]

    assert list(Comune.objects.con_progetti()) == [con]
    assert set(Comune.objects.con_progetti(False)) == set(senza)
    assert Comune.objects.con_progetti(dimostrativi=True).count() == 2


def test_validi_leaves_out_comuni_that_ended_or_are_to_come():
    oggi = date(2026, 1, 1)
    ComuneFactory(valido_al=date(2025, 12, 31))
    ComuneFactory(valido_dal=date(2026, 1, 2))
    valido = ComuneFactory(valido_dal=oggi, valido_al=oggi)

    assert list(Comune.objects.validi(oggi)) == [valido]
