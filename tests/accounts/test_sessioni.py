"""Sessions end (QUALITY A1 36 to 38)."""

import datetime

import pytest
import time_machine
from django.test import Client

from fis_portal.accounts.services import sessioni_close
from tests.accounts.factories import UserFactory
from tests.accounts.fattori import PASSWORD

pytestmark = pytest.mark.django_db

INIZIO = datetime.datetime(2027, 1, 4, 8, 0, tzinfo=datetime.UTC)
MINUTO = datetime.timedelta(minutes=1)


def dentro(client: Client) -> bool:
    return client.get("/utenza/").status_code == 200


@pytest.mark.parametrize(("staff", "minuti"), [(True, 30), (False, 120)])
def test_a_session_left_alone_ends(client, staff, minuti):
    with time_machine.travel(INIZIO, tick=False) as adesso:
        client.force_login(UserFactory(is_staff=staff))
        adesso.shift((minuti - 1) * MINUTO)
        assert dentro(client)
        adesso.shift((minuti - 1) * MINUTO)
        assert dentro(client), "used in between: it lives on"
        adesso.shift(minuti * MINUTO)

        risposta = client.get("/utenza/avvisi/")

        assert risposta["Location"] == "/accesso/entra/?next=/utenza/avvisi/"
        assert "La sessione è finita" in client.get(risposta["Location"]).content.decode()


def test_a_session_in_use_ends_after_twelve_hours(client):
    with time_machine.travel(INIZIO, tick=False) as adesso:
        client.force_login(UserFactory())
        for _ora in range(11):
            adesso.shift(60 * MINUTO)
            assert dentro(client)
        adesso.shift(60 * MINUTO)

        assert not dentro(client)


def test_after_the_log_out_the_old_cookie_is_worth_nothing(client):
    client.force_login(UserFactory())
    vecchio = client.cookies["sessionid"].value

    assert client.post("/accesso/esci/")["Location"] == "/accesso/entra/"

    client.cookies["sessionid"] = vecchio
    assert not dentro(client)


def test_leaving_by_a_link_asks_first(client):
    client.force_login(UserFactory())

    assert "Vuoi uscire?" in client.get("/accesso/esci/").content.decode()
    assert dentro(client)


def test_a_new_password_ends_the_other_sessions(client):
    user, altrove = UserFactory(), Client()
    client.force_login(user)
    altrove.force_login(user)
    nuova = "tre-parole-mai-viste-insieme"

    risposta = client.post(
        "/accesso/password/cambia/",
        {"oldpassword": PASSWORD, "password1": nuova, "password2": nuova},
    )

    assert risposta.status_code == 302
    assert dentro(client)
    assert not dentro(altrove)


def test_who_is_deactivated_is_out_at_once(client):
    user = UserFactory()
    client.force_login(user)

    user.is_active = False
    user.save()

    assert not dentro(client)


def test_one_leaves_every_device_at_once(client):
    user, altrove = UserFactory(), Client()
    altrove.force_login(user)
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + MINUTO, tick=False) as adesso:
        client.force_login(user)
        adesso.shift(MINUTO)

        assert client.post("/utenza/esci-ovunque/")["Location"] == "/accesso/entra/"

        assert not dentro(client)
        assert not dentro(altrove)
        adesso.shift(MINUTO)
        altrove.force_login(user)
        assert dentro(altrove)


def test_closing_sessions_from_outside_works_too(client):
    user = UserFactory()
    client.force_login(user)

    with time_machine.travel(datetime.datetime.now(datetime.UTC) + MINUTO, tick=False):
        sessioni_close(user=user, by=user)

        assert not dentro(client)


def test_a_page_asks_for_session_and_person_and_writes_nothing(client, django_assert_num_queries):
    client.force_login(UserFactory())
    dentro(client)

    adesso = datetime.datetime.now(datetime.UTC)
    with time_machine.travel(adesso + 5 * MINUTO, tick=False), django_assert_num_queries(2):
        risposta = client.get("/accesso/secondo-fattore/passkey/")

    assert risposta.cookies["attivita"]["httponly"]


def test_the_note_of_one_session_does_not_keep_another_alive(client):
    altra = Client()
    with time_machine.travel(INIZIO, tick=False) as adesso:
        altra.force_login(UserFactory())
        client.force_login(UserFactory())
        adesso.shift(119 * MINUTO)
        assert dentro(client)
        adesso.shift(2 * MINUTO)

        altra.cookies["attivita"] = client.cookies["attivita"].value

        assert not dentro(altra)
        assert dentro(client)


@pytest.mark.parametrize(
    "percorso", ["/accesso/entra/", "/accesso/password/dimenticata/", "/utenza/", "/utenza/avvisi/",
                 "/accesso/invito/non-esiste/"]
)  # fmt: skip
def test_nobody_keeps_these_pages(client, percorso):
    client.force_login(UserFactory())

    assert "no-store" in client.get(percorso)["Cache-Control"]


def test_public_pages_do_not_look_at_who_asks(client):
    client.force_login(UserFactory())

    assert "Cookie" not in client.get("/dati/").headers.get("Vary", "")
