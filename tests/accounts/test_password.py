"""Passwords: what they may be, and a new one by mail (QUALITY A1 31, 32, 35)."""

import re

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from fis_portal.accounts import freno
from fis_portal.accounts.models import User
from fis_portal.core.models import Messaggio
from tests.accounts.factories import UserFactory
from tests.accounts.fattori import con_app, entra
from tests.comuni.factories import ComuneFactory, ReferenteFactory

pytestmark = pytest.mark.django_db

NUOVA = "tre-parole-mai-viste-insieme"
RECUPERO = "/accesso/password/dimenticata/"


@pytest.fixture(autouse=True)
def _sveglia():
    freno.contatore.cache_clear()


@pytest.fixture
def persona() -> User:
    user = UserFactory(email="anna.verdi@comune.example.org", nome="Anna", cognome="Verdi")
    ReferenteFactory(user=user, comune=ComuneFactory(nome="Borgo San Quirico"))
    return user


# --- What it may be ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "password",
    [
        "fis-formez-2027!",
        "FormezFormez1",
        "fisfisfisfis",
        "Formez.Portale.99",
        "borgosanquirico",
        "Borgo-San-Quirico-2027",
        "comune di borgo 1",
        "anna.verdi@comune.example.org",
        "AnnaVerdi1234",
        "Password2027!!",
        "passwordpassword",
        "qwertyuiop2027!",
        "undici-car",
    ],
)
def test_what_is_easily_guessed_is_refused_in_italian(persona, password):
    with pytest.raises(ValidationError) as rifiuto:
        validate_password(password, persona)

    assert "password" in " ".join(rifiuto.value.messages).lower()
    assert "This" not in str(rifiuto.value)


@pytest.mark.parametrize(
    "password",
    ["il fischio del treno", "solo-lettere-minuscole", "èèùùòòààììçç", "lunga " * 20],
)
def test_long_ones_need_no_digits_and_no_signs(persona, password):
    validate_password(password, persona)


# --- By mail -------------------------------------------------------------------------------------
def collegamento(user: User) -> str:
    testo = Messaggio.objects.filter(a=user.email).latest("pk").testo
    return re.search(r"(/accesso/password/nuova/\S+/)", testo)[1]


def chiedi(client, user: User) -> str:
    assert client.post(RECUPERO, {"email": user.email}).status_code == 302
    return client.get(collegamento(user))["Location"]


def test_a_new_password_by_mail(client, persona):
    modulo = chiedi(client, persona)

    risposta = client.post(modulo, {"password1": NUOVA, "password2": NUOVA})

    assert risposta["Location"] == "/accesso/password/nuova/fatta/"
    persona.refresh_from_db()
    assert persona.check_password(NUOVA)
    assert "è cambiata" in Messaggio.objects.filter(a=persona.email).latest("pk").oggetto


def test_the_link_is_good_once(client, persona):
    modulo = chiedi(client, persona)
    link = collegamento(persona)
    client.post(modulo, {"password1": NUOVA, "password2": NUOVA})

    assert "non è più valido" in client.get(link).content.decode()


@pytest.mark.parametrize(("minuti", "buono"), [(59, True), (61, False)])
def test_the_link_is_good_for_an_hour(client, persona, minuti, buono):
    with time_machine.travel("2027-01-01 10:00Z", tick=False) as adesso:
        client.post(RECUPERO, {"email": persona.email})
        adesso.shift(minuti * 60)

        assert (client.get(collegamento(persona)).status_code == 302) is buono


def test_a_new_password_does_not_go_around_the_second_factor(client, persona, settings):
    settings.SECONDO_FATTORE_OBBLIGATORIO = True
    con_app(persona)
    modulo = chiedi(client, persona)
    client.post(modulo, {"password1": NUOVA, "password2": NUOVA})

    assert "_auth_user_id" not in client.session
    risposta = client.post("/accesso/entra/", {"login": persona.email, "password": NUOVA})
    assert risposta["Location"] == "/accesso/secondo-fattore/verifica/"


def test_a_weak_password_is_refused_there_too(client, persona):
    modulo = chiedi(client, persona)

    risposta = client.post(modulo, {"password1": "formez-formez", "password2": "formez-formez"})

    assert "si indovina facilmente" in risposta.content.decode()


def test_known_unknown_invited_and_inactive_cannot_be_told_apart(client, persona):
    indirizzi = [
        persona.email,
        "nessuno@example.org",
        UserFactory(password=None).email,
        UserFactory(is_active=False).email,
    ]

    risposte = [client.post(RECUPERO, {"email": uno}) for uno in indirizzi]

    assert {(r.status_code, r["Location"], r.content) for r in risposte} == {
        (302, "/accesso/password/dimenticata/inviata/", b"")
    }
    assert Messaggio.objects.count() == len(indirizzi), "the same work for each"
    assert "/nuova/" not in "".join(
        Messaggio.objects.exclude(a=persona.email).values_list("testo", flat=True)
    )


def test_one_person_is_not_flooded_with_mail_and_nobody_is_told(client, persona):
    for _volta in range(freno.RECUPERI_PER_PERSONA + 2):
        risposta = client.post(RECUPERO, {"email": persona.email})

    assert risposta.status_code == 302
    assert Messaggio.objects.count() == freno.RECUPERI_PER_PERSONA


def test_one_address_does_not_ask_for_everybody(client):
    for n in range(freno.RECUPERI_PER_INDIRIZZO):
        client.post(RECUPERO, {"email": f"persona{n}@example.org"})

    risposta = client.post(RECUPERO, {"email": "ancora@example.org"})

    assert risposta.status_code == 429
    assert int(risposta["Retry-After"]) > 0


def test_the_link_names_this_site_whatever_the_request_says(client, persona, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://portale.example.it"

    client.post(RECUPERO, {"email": persona.email}, headers={"Host": "cattivo.example"})

    testo = Messaggio.objects.get().testo
    assert "https://portale.example.it/accesso/password/nuova/" in testo
    assert "cattivo" not in testo


# --- One's own -----------------------------------------------------------------------------------
def test_the_password_of_now_is_asked_for_and_not_guessed(client, persona):
    client.force_login(persona)
    dati = {"oldpassword": "sbagliata", "password1": NUOVA, "password2": NUOVA}
    for _volta in range(freno.MASSIMO_PER_PERSONA):
        client.post("/accesso/password/cambia/", dati)

    risposta = client.post(
        "/accesso/password/cambia/", {**dati, "oldpassword": "una-parola-lunga-di-prova"}
    )

    assert "Troppi tentativi" in risposta.content.decode()
    persona.refresh_from_db()
    assert not persona.check_password(NUOVA)


def test_every_step_leaves_a_line_in_the_log_without_names(client, persona, caplog):
    entra(client, persona, REMOTE_ADDR="192.0.2.4")
    client.post("/accesso/entra/", {"login": persona.email, "password": "no"})

    client.post("/accesso/esci/")
    client.post(RECUPERO, {"email": persona.email})

    eventi = [(r.evento, r.esito) for r in caplog.records if hasattr(r, "evento")]
    assert ("accesso", "riuscito") in eventi
    assert ("accesso", "uscita") in eventi
    assert ("recupero", "chiesto") in eventi
    assert persona.email not in caplog.text
