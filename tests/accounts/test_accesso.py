import pytest
from django.test import Client

from fis_portal.accounts import freno as modulo
from fis_portal.accounts.freno import MASSIMO_PER_INDIRIZZO, MASSIMO_PER_PERSONA, ContatoreAccessi
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db

URL = "/accesso/entra/?next=/admin/"
SBAGLIATA = "sbagliata"
GIUSTA = "una-parola-lunga-di-prova"


@pytest.fixture(autouse=True)
def _sveglia():
    """Each test starts with a counter that has not been told Valkey is down."""
    contatore = modulo.contatore
    contatore.cache_clear()
    yield
    contatore.cache_clear()


def entra(client: Client, email: str, password: str = SBAGLIATA, **extra):
    return client.post(URL, {"login": email, "password": password}, **extra)


def test_staff_sign_in_by_email_whatever_its_case(client):
    user = UserFactory(staff=True)

    risposta = entra(client, user.email.upper(), GIUSTA)

    assert (risposta.status_code, risposta["Location"]) == (302, "/admin/")


@pytest.mark.parametrize("indirizzo", ["//evil.example", "https://evil.example", "/\\evil"])
def test_after_the_login_one_stays_on_the_portal(client, indirizzo):
    user = UserFactory(staff=True)

    risposta = client.post(
        "/accesso/entra/", {"login": user.email, "password": GIUSTA, "next": indirizzo}
    )

    assert risposta["Location"] == "/accesso/"


def test_the_page_is_in_italian_and_asks_for_the_email(client):
    pagina = client.get(URL).content.decode()

    assert "E-mail" in pagina
    assert 'type="email"' in pagina
    for inglese in ("Welcome", "Log in", "Username", "Password*"):
        assert inglese not in pagina


def test_known_unknown_invited_and_inactive_get_the_same_answer(client):
    risposte = [
        entra(client, UserFactory(staff=True).email),
        entra(client, "nessuno@example.org"),
        entra(client, UserFactory(password=None).email),
        entra(client, UserFactory(is_active=False).email, GIUSTA),
    ]

    assert {r.status_code for r in risposte} == {200}
    errori = {str(r.context["form"].non_field_errors()) for r in risposte}
    assert len(errori) == 1
    assert "non sono giuste" in errori.pop()


def test_after_too_many_failures_even_the_right_password_waits(client):
    user = UserFactory(staff=True)
    for _ in range(MASSIMO_PER_PERSONA):
        assert entra(client, user.email).status_code == 200

    risposta = entra(client, user.email.upper(), GIUSTA)

    assert risposta.status_code == 429
    assert 0 < int(risposta["Retry-After"]) <= 900
    assert "Riprova tra 15 minuti" in risposta.content.decode()


def test_a_refused_attempt_costs_no_password_check(client, monkeypatch):
    user = UserFactory(staff=True)
    for _ in range(MASSIMO_PER_PERSONA):
        entra(client, user.email)
    monkeypatch.setattr(
        "fis_portal.accounts.adapter.authenticate", lambda *a, **k: pytest.fail("password checked")
    )

    assert entra(client, user.email).status_code == 429


def test_the_brake_is_for_that_address_and_that_person(client):
    user, collega = UserFactory(staff=True), UserFactory(staff=True)
    for _ in range(MASSIMO_PER_PERSONA):
        entra(client, user.email)

    assert entra(client, user.email, GIUSTA, REMOTE_ADDR="192.0.2.7").status_code == 302
    assert entra(Client(), collega.email, GIUSTA).status_code == 302


def test_a_success_forgets_the_failures(client):
    user = UserFactory(staff=True)
    for _ in range(2):
        for _ in range(MASSIMO_PER_PERSONA - 1):
            entra(Client(), user.email)
        assert entra(Client(), user.email, GIUSTA).status_code == 302


def test_trying_many_people_from_one_address_is_stopped(client):
    for n in range(MASSIMO_PER_INDIRIZZO):
        entra(client, f"persona{n}@example.org")

    assert entra(client, "ancora@example.org").status_code == 429


def test_an_invented_forwarding_header_does_not_hide_the_address(client):
    user = UserFactory(staff=True)
    for n in range(MASSIMO_PER_PERSONA):
        entra(client, user.email, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")

    assert entra(client, user.email, HTTP_X_FORWARDED_FOR="198.51.100.99").status_code == 429


def test_with_valkey_down_staff_still_get_in(client, monkeypatch):
    spento = ContatoreAccessi("redis://127.0.0.1:1/0")
    monkeypatch.setattr(modulo, "contatore", lambda: spento)
    user = UserFactory(staff=True)

    for _ in range(MASSIMO_PER_PERSONA + 1):
        assert entra(client, user.email).status_code == 200
    assert entra(client, user.email, GIUSTA).status_code == 302


def test_empty_or_odd_credentials_are_answered(client):
    for email in ("", "\x00", "x" * 300, "' or 1=1 --"):
        assert entra(client, email).status_code == 200
