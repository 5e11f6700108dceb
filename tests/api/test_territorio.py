import pytest

from tests.api.conftest import Leggi
from tests.comuni.factories import ComuneFactory, ProvinciaFactory, RegioneFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db


def test_comune_has_its_territory_and_codes_with_their_zeros(leggi: Leggi) -> None:
    lazio = RegioneFactory(nome="Lazio", codice_istat="12")
    provincia = ProvinciaFactory(nome="Roma", sigla="RM", codice_istat="058", regione=lazio)
    ComuneFactory(codice_istat="058091", nome="Roma", provincia=provincia, popolazione=2748109)

    riga = leggi("comuni/058091/")

    assert riga["provincia"] == {"codice_istat": "058", "nome": "Roma", "sigla": "RM"}
    assert riga["regione"] == {"codice_istat": "12", "nome": "Lazio", "slug": "lazio"}
    assert riga["popolazione"] == 2748109
    assert riga["lat"] == 43.7696
    assert {fonte["codice"] for fonte in riga["fonti"]} == {
        "istat-codici-comuni",
        "istat-openpolis-2023",
    }


def test_comune_without_data_says_null(leggi: Leggi) -> None:
    comune = ComuneFactory(senza_dati=True)

    riga = leggi(f"comuni/{comune.codice_istat}/")

    ignoti = ("codice_catastale", "codice_ipa", "popolazione", "popolazione_al", "lat", "lon")
    assert [riga[campo] for campo in ignoti] == [None] * len(ignoti)


def test_demonstrative_comune_has_no_territory_and_no_real_source(leggi: Leggi) -> None:
    comune = ComuneFactory(dimostrativo=True)

    assert leggi("comuni/")["count"] == 0
    riga = leggi(f"comuni/{comune.codice_istat}/")
    assert (riga["provincia"], riga["regione"], riga["fonti"]) == (None, None, [])
    assert riga["dimostrativo"] is True


def test_comuni_of_the_programme_can_be_picked_out(leggi: Leggi) -> None:
    ComuneFactory(nome="Altrove")
    progetto = ProgettoFactory(comune__nome="Lucca")

    con = leggi("comuni/", con_progetti="1")["results"]

    assert [riga["codice_istat"] for riga in con] == [progetto.comune.codice_istat]


def test_comuni_are_found_by_a_misspelt_name(leggi: Leggi) -> None:
    ComuneFactory(nome="Forlì")
    ComuneFactory(nome="Catanzaro")

    assert [riga["nome"] for riga in leggi("comuni/", q="forli")["results"]] == ["Forlì"]


def test_regioni_are_listed_with_the_slug_the_filters_take(leggi: Leggi) -> None:
    RegioneFactory(nome="Valle d'Aosta", codice_istat="02")

    (riga,) = leggi("regioni/")["results"]

    assert (riga["codice_istat"], riga["slug"]) == ("02", "valle-daosta")
    assert riga["url"] == "http://testserver/comuni/?regione=valle-daosta"
    assert leggi("regioni/02/") == riga
