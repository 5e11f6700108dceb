"""Practices in the management area: what teams keep is hidden, and a study comes as a table."""

import pytest

from community.models import Pratica
from community.resources import PraticaResource
from fis_portal.core.spreadsheets import read_table
from tests.accounts.factories import UserFactory
from tests.community.factories_comunita import (
    AdozioneFactory,
    BisognoFactory,
    ElementoKitFactory,
    PraticaFactory,
)
from tests.core.factories import FonteFactory

pytestmark = pytest.mark.django_db


def leggi(risposta) -> str:
    return " ".join(risposta.content.decode().split())


def test_the_management_area_hides_what_teams_keep(client, lettura, responsabile):
    nascosta = PraticaFactory(titolo="Tenuta stretta", autore=UserFactory())
    kit = ElementoKitFactory(pratica=nascosta, titolo="Kit stretto")
    adozione = AdozioneFactory(pratica=nascosta)
    PraticaFactory(titolo="Tenuta da tutti", pubblica=True, autore=UserFactory())
    liste = ("pratica", "elementokit", "adozione")
    righe = (("pratica", nascosta), ("elementokit", kit), ("adozione", adozione))

    client.force_login(lettura)
    for lista in liste:
        assert "strett" not in leggi(client.get(f"/admin/community/{lista}/"))
    for modello, riga in righe:
        assert client.get(f"/admin/community/{modello}/{riga.pk}/change/").status_code == 302
    proposte = client.get(
        "/admin/autocomplete/?app_label=community&model_name=adozione&field_name=pratica&term=tenuta"
    ).json()["results"]
    assert [voce["text"] for voce in proposte] == ["Tenuta da tutti"]
    esportate = client.post("/admin/community/pratica/export/", {"format": "0"})
    assert b"Tenuta da tutti" in esportate.content
    assert b"Tenuta stretta" not in esportate.content

    client.force_login(responsabile)
    assert "Tenuta stretta" in leggi(client.get("/admin/community/pratica/"))


def test_staff_publish_what_a_source_says_and_not_what_comuni_wrote(client, responsabile):
    client.force_login(responsabile)
    citata = PraticaFactory(comune=None, fonte=FonteFactory())
    del_comune = PraticaFactory(fonte=FonteFactory(), autore=UserFactory())

    client.post(
        "/admin/community/pratica/",
        {"action": "alza", "_selected_action": [citata.pk, del_comune.pk]},
    )

    citata.refresh_from_db()
    del_comune.refresh_from_db()
    assert (citata.visibilita, del_comune.visibilita) == ("comunita", "team")


def _importa(testo: str, *, prova: bool = False):
    return PraticaResource().importa(read_table(testo.encode(), "pratiche.csv"), prova=prova)


def test_a_study_comes_as_a_table():
    BisognoFactory(slug="abitare")
    FonteFactory(codice="studio")
    testata = "slug;titolo;in breve;bisogni (slug);fonte (codice);costo indicativo;chi la legge\n"
    righe = testata + "una;Una;Breve;abitare;studio;;tutti\ndue;Due;Breve;abitare;;1.200,50;\n"

    prima, dopo = _importa(righe), _importa(righe)

    assert (len(prima.nuove), len(dopo.invariate)) == (2, 2)
    una, due = Pratica.objects.get(slug="una"), Pratica.objects.get(slug="due")
    assert (una.visibilita, una.costo_eur, una.comune) == ("pubblica", None, None)
    assert (due.visibilita, str(due.costo_eur)) == ("team", "1200.50")
    assert [b.slug for b in una.bisogni.all()] == ["abitare"]


def test_a_table_publishes_nothing_without_a_source_and_does_not_touch_what_comuni_wrote():
    BisognoFactory(slug="abitare")
    PraticaFactory(slug="loro", titolo="Testo segreto", autore=UserFactory())
    PraticaFactory(slug="condivisa", titolo="Condivisa", pubblica=True, autore=UserFactory())
    testata = "slug;titolo;in breve;bisogni (slug);chi la legge\n"

    for riga in ("una;Una;x;abitare;tutti", "loro;A;x;abitare;", "condivisa;B;x;abitare;"):
        anteprima = _importa(testata + riga + "\n")
        assert not anteprima.is_valid, riga
        assert "Testo segreto" not in str(anteprima)

    assert set(Pratica.objects.values_list("titolo", flat=True)) == {"Testo segreto", "Condivisa"}
