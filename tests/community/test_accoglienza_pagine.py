"""The page at the door and what its script talks to."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from community.enums import AzionePersona
from community.models import AccessoPersona, Partecipazione
from fis_portal.accounts.models import User
from tests.community.factories import EventoFactory, RiepilogoIncontriFactory
from tests.community.factories_comunita import IscrizioneFactory
from tests.community.mosse import mossa

pytestmark = pytest.mark.django_db
PAGINE = ("accoglienza", "accoglienza_sincronizza", "foglio_firme", "foglio_firme_xlsx")


@pytest.fixture
def dentro(client: Client, funzionario: User) -> Client:
    client.force_login(funzionario)
    return client


def _manda(client: Client, slug: str, corpo: Any) -> Any:
    testo = corpo if isinstance(corpo, str | bytes) else json.dumps(corpo)
    indirizzo = reverse("community:accoglienza_sincronizza", args=[slug])
    return client.post(indirizzo, testo, content_type="application/json")


@pytest.mark.parametrize("pagina", PAGINE)
def test_the_door_exists_only_for_who_may_take_attendances(
    client: Client, lettura: User, referente: User, pagina: str
) -> None:
    indirizzo = reverse(f"community:{pagina}", args=[EventoFactory().slug])
    metodo = "post" if pagina == "accoglienza_sincronizza" else "get"

    stati = [getattr(client, metodo)(indirizzo).status_code]
    for user in (lettura, referente):
        client.force_login(user)
        stati.append(getattr(client, metodo)(indirizzo).status_code)

    assert stati == [302, 404, 404]


def test_opening_the_list_is_logged_and_only_here_the_camera_may_be_used(
    dentro: Client, funzionario: User
) -> None:
    iscritta = IscrizioneFactory(evento__non_pubblico=True)

    pagina = dentro.get(reverse("community:accoglienza", args=[iscritta.evento.slug]))

    assert iscritta.persona.cognome in pagina.content.decode()
    assert iscritta.codice not in pagina.content.decode()
    assert "camera=(self)" in pagina["Permissions-Policy"]
    assert "camera=()" in dentro.get("/eventi/")["Permissions-Policy"]
    accesso = AccessoPersona.objects.get()
    assert (accesso.azione, accesso.evento) == (AzionePersona.ELENCO, iscritta.evento)


def test_without_script_one_button_marks_and_another_takes_away(dentro: Client) -> None:
    iscritta = IscrizioneFactory()
    indirizzo = reverse("community:accoglienza", args=[iscritta.evento.slug])

    segnata = dentro.post(indirizzo, {"segna": iscritta.persona_id}, follow=True)
    presenti = Partecipazione.objects.count()
    dentro.post(indirizzo, {"togli": iscritta.persona_id})

    assert "presente" in segnata.content.decode()
    assert (presenti, Partecipazione.objects.count()) == (1, 0)


def test_a_form_sent_twice_adds_one_person_and_a_wrong_one_keeps_what_was_typed(
    dentro: Client,
) -> None:
    indirizzo = reverse("community:accoglienza", args=[EventoFactory().slug])
    ada = {"chiave": "modulo-0001", "nome": "Ada", "cognome": "Neri", "email": "", "ente": ""}

    dentro.post(indirizzo, ada)
    dentro.post(indirizzo, ada)
    errata = dentro.post(indirizzo, {**ada, "chiave": "modulo-0002", "email": "boh"})

    assert Partecipazione.objects.count() == 1
    assert errata.status_code == 400
    assert 'value="boh"' in errata.content.decode()


def test_a_phone_sends_and_is_told_who_is_there(dentro: Client) -> None:
    iscritta = IscrizioneFactory()

    risposta = _manda(dentro, iscritta.evento.slug, {"mosse": [mossa(persona=iscritta.persona_id)]})

    assert risposta.json()["esiti"][0]["esito"] == "fatta"
    assert list(risposta.json()["presenti"]) == [str(iscritta.persona_id)]


@pytest.mark.parametrize(
    ("corpo", "stato"),
    [
        ("", 400),
        (b"\xff\xfe\x00", 400),
        ("[" * 100_000, 400),
        ('{"mosse": ' + "9" * 5000 + "}", 400),
        ([], 400),
        ({"mosse": {}}, 400),
        ({"mosse": [0] * 501}, 413),
        ('{"mosse": ["' + "a" * 2_600_000 + '"]}', 413),
        ({"mosse": [None, {"chiave": "\x00"}]}, 200),
    ],
)
def test_rubbish_is_answered_and_never_breaks(dentro: Client, corpo: Any, stato: int) -> None:
    risposta = _manda(dentro, EventoFactory().slug, corpo)

    assert risposta.status_code == stato
    assert not Partecipazione.objects.exists()


def test_a_published_total_is_said_to_stay_what_it_is(dentro: Client) -> None:
    evento = EventoFactory()
    RiepilogoIncontriFactory(evento=evento, presenze=40)

    pagine = [
        dentro.get(reverse(f"community:{nome}", args=[evento.slug])).content.decode()
        for nome in ("accoglienza", "foglio_firme")
    ]

    assert all("totale pubblicato resta quello" in pagina for pagina in pagine)


def test_the_service_worker_is_a_script_for_the_pages_of_events(client: Client) -> None:
    risposta = client.get("/eventi/accoglienza-sw.js")

    assert risposta["Content-Type"].startswith("text/javascript")
    assert risposta["Service-Worker-Allowed"] == "/eventi/"
