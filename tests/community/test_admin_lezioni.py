"""Lessons in the management area: what teams have not shared is for few."""

import pytest

from community.enums import Visibilita
from community.models import Lezione
from tests.community.factories_comunita import (
    CommentoLezioneFactory,
    LezioneFactory,
    SegnoLezioneFactory,
)
from tests.core.factories import FonteFactory

pytestmark = pytest.mark.django_db
LISTA = "/admin/community/lezione/"
SEGRETO = "Parolasegreta"


@pytest.fixture
def segreta(db):
    lezione = LezioneFactory(titolo=SEGRETO)
    CommentoLezioneFactory(lezione=lezione, testo=SEGRETO)
    SegnoLezioneFactory(lezione=lezione, nota=SEGRETO)
    return lezione


def test_without_the_right_a_team_lesson_is_nowhere(client, funzionario, lettura, segreta):
    autocomplete = "/admin/autocomplete/?app_label=community&model_name={}&field_name=lezione"
    indirizzi = [
        LISTA,
        f"{LISTA}?q=parola",
        "/admin/community/commentolezione/",
        "/admin/community/segnolezione/",
        f"{LISTA}{segreta.pk}/history/",
        autocomplete.format("segnolezione"),
        autocomplete.format("commentolezione"),
    ]

    for chi in (funzionario, lettura):
        client.force_login(chi)
        for indirizzo in indirizzi:
            risposta = client.get(indirizzo, follow=True)
            assert SEGRETO not in risposta.content.decode(), indirizzo
        assert client.get(f"{LISTA}{segreta.pk}/change/").status_code == 302


def test_with_the_right_it_is_read(client, responsabile, segreta):
    client.force_login(responsabile)

    for indirizzo in (LISTA, f"{LISTA}{segreta.pk}/change/", f"{LISTA}{segreta.pk}/history/"):
        assert SEGRETO in client.get(indirizzo).content.decode(), indirizzo
    voci = client.get(
        "/admin/autocomplete/?app_label=community&model_name=segnolezione&field_name=lezione"
    )
    assert [voce["text"] for voce in voci.json()["results"]] == [SEGRETO]


def test_staff_take_a_lesson_back_and_never_raise_it(client, funzionario):
    condivisa, pubblica = LezioneFactory(della_comunita=True), LezioneFactory(pubblica=True)
    client.force_login(funzionario)

    def porta(lezione, azione):
        client.post(LISTA, {"action": azione, "_selected_action": lezione.pk}, follow=True)
        lezione.refresh_from_db()
        return lezione.visibilita

    assert porta(condivisa, "a_tutti") == Visibilita.COMUNITA
    assert porta(pubblica, "alla_comunita") == Visibilita.COMUNITA
    assert porta(condivisa, "al_gruppo") == Visibilita.TEAM


def test_a_lesson_of_the_community_is_written_and_published_by_staff(client, funzionario):
    client.force_login(funzionario)
    dati = {
        "titolo": "Dallo scambio",
        "slug": "dallo-scambio",
        "tentato": "Un incontro.",
        "visibilita": "pubblica",
        "fonte": FonteFactory().pk,
        "segni-TOTAL_FORMS": 0,
        "segni-INITIAL_FORMS": 0,
    }

    assert client.post(f"{LISTA}add/", dati).status_code == 302

    lezione = Lezione.objects.get()
    assert (lezione.visibilita, lezione.autore) == (Visibilita.TEAM, funzionario)
    assert "Dallo scambio" in client.get(LISTA).content.decode()
    for azione in ("alla_comunita", "a_tutti"):
        client.post(LISTA, {"action": azione, "_selected_action": lezione.pk})
    assert client.get("/lezioni/dallo-scambio/").status_code == 200


def test_a_comment_is_hidden_with_a_reason_and_shown_again(client, funzionario):
    commento = CommentoLezioneFactory()
    client.force_login(funzionario)
    indirizzo = f"/admin/community/commentolezione/{commento.pk}/change/"

    client.post(indirizzo, {"nascosto_motivo": "Contiene un nome."})
    commento.refresh_from_db()
    assert commento.nascosto_il is not None
    client.post(indirizzo, {"nascosto_motivo": ""})

    commento.refresh_from_db()
    assert (commento.nascosto_il, commento.nascosto_motivo) == (None, "")


@pytest.mark.parametrize("lista", ["lezione", "commentolezione", "segnolezione", "leva"])
def test_the_lists_ask_the_same_questions_whatever_their_length(
    client, responsabile, lista, django_assert_max_num_queries
):
    client.force_login(responsabile)
    contate = []
    for quanti in (1, 12):
        SegnoLezioneFactory.create_batch(quanti)
        CommentoLezioneFactory.create_batch(quanti)
        with django_assert_max_num_queries(9) as domande:
            assert client.get(f"/admin/community/{lista}/").status_code == 200
        contate.append(len(domande))

    assert len(set(contate)) == 1, contate
