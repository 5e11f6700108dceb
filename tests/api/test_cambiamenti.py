import pytest

from tests.api.conftest import Leggi
from tests.community.factories_comunita import CambiamentoIstituzionaleFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db


def test_a_public_change_is_told_with_its_act(leggi: Leggi) -> None:
    progetto = ProgettoFactory(slug="case")
    cambiamento = CambiamentoIstituzionaleFactory(
        pubblica=True, comune=progetto.comune, progetto=progetto, atto="DGC 45"
    )

    riga = leggi(f"cambiamenti/{cambiamento.pk}/")

    assert (riga["tipo"], riga["atto"], riga["progetto"]) == ("ufficio", "DGC 45", "case")
    assert (riga["atto_url"], riga["fonti"]) == (None, [])


def test_only_what_a_comune_has_published_is_there(leggi: Leggi) -> None:
    CambiamentoIstituzionaleFactory()
    CambiamentoIstituzionaleFactory(della_comunita=True)
    CambiamentoIstituzionaleFactory(pubblica=True, progetto=ProgettoFactory(non_pubblico=True))
    CambiamentoIstituzionaleFactory(pubblica=True, dimostrativo=True, titolo="Inventato")

    assert leggi("cambiamenti/")["count"] == 0
    (finto,) = leggi("cambiamenti/", dimostrativi="1")["results"]
    assert (finto["titolo"], finto["dimostrativo"]) == ("Inventato", True)


def test_changes_are_found_by_comune_and_kind(leggi: Leggi) -> None:
    uno = CambiamentoIstituzionaleFactory(pubblica=True)
    CambiamentoIstituzionaleFactory(pubblica=True, tipo="servizio")

    def trovati(**filtri: str) -> list[int]:
        return [riga["id"] for riga in leggi("cambiamenti/", **filtri)["results"]]

    assert trovati(comune=uno.comune.codice_istat) == [uno.pk]
    assert trovati(tipo="ufficio") == [uno.pk]
