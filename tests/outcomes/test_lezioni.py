"""A lesson from what did not work in a report."""

import pytest

from community.enums import Visibilita
from community.models import Lezione
from outcomes.models import OrigineLezione
from tests.community.factories_comunita import LezioneFactory
from tests.comuni.factories import ReferenteFactory
from tests.outcomes.factories import (
    OrigineLezioneFactory,
    RendicontazioneFactory,
    TestoRendicontazioneFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia(client):
    """A report that says what did not work; its compilatore is signed in."""
    rendicontazione = RendicontazioneFactory()
    for capitolo, testo in (("narrativa", "Lo sportello."), ("non_funzionato", "Era lontano.")):
        TestoRendicontazioneFactory(rendicontazione=rendicontazione, capitolo=capitolo, testo=testo)
    client.force_login(ReferenteFactory(comune=rendicontazione.progetto.comune).user)
    return rendicontazione


def indirizzo(rendicontazione, coda="lezione/") -> str:
    return f"/area-comuni/rendicontazioni/{rendicontazione.pk}/{coda}"


def test_one_click_drafts_a_lesson_of_the_team_and_the_second_opens_it(client, mia):
    assert "Fanne una lezione" in client.get(indirizzo(mia, "")).content.decode()

    prima, seconda = (client.post(indirizzo(mia)) for _volta in range(2))

    lezione = Lezione.objects.get()
    assert prima.url == seconda.url == f"/area-comuni/lezioni/{lezione.pk}/"
    assert (lezione.tentato, lezione.deluso) == ("Lo sportello.", "Era lontano.")
    assert (lezione.progetto, lezione.visibilita) == (mia.progetto, Visibilita.TEAM)
    assert OrigineLezione.objects.get().rendicontazione == mia
    assert client.get(prima.url).status_code == 200
    assert "Apri la lezione" in client.get(indirizzo(mia, "")).content.decode()


def test_the_draft_of_a_demonstrative_report_is_demonstrative(client, mia):
    mia.progetto.is_demo = True
    mia.progetto.save()

    client.post(indirizzo(mia))

    assert Lezione.objects.get().is_demo


def test_a_report_already_sent_gives_a_lesson_too(client, mia):
    mia.stato = "inviata"
    mia.save()

    assert "Fanne una lezione" in client.get(indirizzo(mia, "")).content.decode()
    assert client.post(indirizzo(mia)).status_code == 302


@pytest.mark.parametrize("stato", ["bozza", "inviata"])
def test_without_the_text_there_is_no_draft(client, mia, stato):
    mia.testi.filter(capitolo="non_funzionato").update(testo="  ")
    mia.stato = stato
    mia.save()

    risposta = client.post(indirizzo(mia))

    assert risposta.status_code == 409
    assert "la lezione parte da lì" in risposta.content.decode()
    assert not Lezione.objects.exists()


def test_the_report_of_another_comune_gives_none(client, mia, referente_altro_comune):
    client.force_login(referente_altro_comune)

    assert client.post(indirizzo(mia)).status_code == 404
    assert not Lezione.objects.exists()


def test_where_a_lesson_comes_from_is_hidden_with_it(client, funzionario, responsabile):
    OrigineLezioneFactory(lezione=LezioneFactory(titolo="Segreta"))
    OrigineLezioneFactory(lezione=LezioneFactory(titolo="Condivisa", della_comunita=True))
    indirizzo_lista = "/admin/outcomes/originelezione/"

    for chi, vede in ((funzionario, False), (responsabile, True)):
        client.force_login(chi)
        testo = client.get(indirizzo_lista).content.decode()
        assert "Condivisa" in testo
        assert ("Segreta" in testo) is vede
