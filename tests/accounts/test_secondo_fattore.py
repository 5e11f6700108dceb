"""Everybody proves twice who they are (QUALITY A1 33, 34)."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings

from fis_portal.accounts import freno
from fis_portal.accounts.secondo_fattore import codici_nuovi
from fis_portal.accounts.services import secondo_fattore_reset
from fis_portal.core.models import Messaggio
from tests.accounts.factories import UserFactory
from tests.accounts.fattori import PASSWORD, codice, con_app, entra, entra_del_tutto
from tests.comuni.factories import ReferenteFactory

pytestmark = pytest.mark.django_db

PROTETTE = ["/admin/", "/admin/progetti/progetto/", "/utenza/", "/utenza/avvisi/",
            "/area-comuni/persone/", "/accesso/", "/accesso/password/cambia/"]  # fmt: skip


@pytest.fixture(autouse=True)
def _obbligatorio(settings):
    settings.SECONDO_FATTORE_OBBLIGATORIO = True
    freno.contatore.cache_clear()


@pytest.fixture
def persona():
    """Somebody with every right: what is refused is refused for want of the second proof."""
    user = UserFactory(superuser=True)
    ReferenteFactory(user=user)
    return user


@pytest.mark.parametrize("percorso", PROTETTE)
def test_a_password_alone_opens_no_page(client, persona, percorso):
    entra(client, persona)

    for risposta in (client.get(percorso), client.post(percorso)):
        assert risposta.status_code == 302
        assert risposta["Location"].startswith("/accesso/secondo-fattore/")


def test_what_was_typed_before_the_second_proof_is_given_back(client, persona):
    entra(client, persona)

    risposta = client.post(
        "/area-comuni/rendicontazioni/1/salva/", {"testi/narrativa/testo": "Abbiamo <b>aperto"}
    )

    assert risposta.status_code == 401
    testo = risposta.content.decode()
    assert 'name="testi/narrativa/testo" value="Abbiamo &lt;b&gt;aperto"' in testo


@pytest.mark.parametrize("percorso", PROTETTE)
def test_with_an_app_the_password_leaves_one_outside(client, persona, percorso):
    con_app(persona)

    assert entra(client, persona)["Location"] == "/accesso/secondo-fattore/verifica/"
    assert client.get(percorso)["Location"].startswith(("/accesso/entra/", "/admin/login/"))


@pytest.mark.parametrize(
    "percorso",
    [
        "/accesso/secondo-fattore/app/attiva/",
        "/accesso/secondo-fattore/app/togli/",
        "/accesso/secondo-fattore/passkey/aggiungi/",
        "/accesso/secondo-fattore/codici/",
        "/accesso/conferma/",
    ],
)
def test_a_session_opened_before_the_app_was_set_up_cannot_change_it(persona, percorso):
    prima = Client()
    entra(prima, persona)
    con_app(persona)

    assert prima.get(percorso)["Location"].startswith("/accesso/secondo-fattore/conferma/")
    prima.post("/accesso/secondo-fattore/conferma/", {"code": codice()})
    assert prima.get("/utenza/").status_code == 200


def test_password_and_code_open_the_door_and_change_the_session(client, persona):
    con_app(persona)
    entra(client, persona)
    a_meta = client.cookies["sessionid"].value

    risposta = client.post("/accesso/secondo-fattore/verifica/", {"code": codice()})

    assert risposta["Location"] == "/accesso/"
    assert client.cookies["sessionid"].value != a_meta
    assert client.get("/admin/").status_code == 200


def test_after_the_code_one_goes_where_one_wanted(client, persona):
    con_app(persona)
    client.post(
        "/accesso/entra/",
        {"login": persona.email, "password": PASSWORD, "next": "/utenza/avvisi/"},
    )

    risposta = client.post("/accesso/secondo-fattore/verifica/", {"code": codice()})

    assert risposta["Location"] == "/utenza/avvisi/"


def test_the_first_time_one_sets_up_an_app_and_is_in(client, persona):
    entra(client, persona)
    pagina = client.get("/accesso/secondo-fattore/app/attiva/").content.decode()
    segreto = re.search(r'fis-segreto">([A-Z2-7 ]+)<', pagina)[1].replace(" ", "")

    risposta = client.post("/accesso/secondo-fattore/app/attiva/", {"code": codice(segreto)})

    assert risposta["Location"] == "/accesso/secondo-fattore/codici/"
    assert client.get("/admin/").status_code == 200
    riga = Authenticator.objects.get(user=persona)
    assert segreto not in str(riga.data)
    assert Messaggio.objects.filter(a=persona.email).exists()


def test_a_code_is_good_once(persona):
    con_app(persona)
    with time_machine.travel("2027-01-01 10:00:05Z", tick=False):
        entra_del_tutto(Client(), persona)
        altro = Client()
        entra(altro, persona)

        risposta = altro.post("/accesso/secondo-fattore/verifica/", {"code": codice()})

    assert risposta.status_code == 200
    assert "già stato usato" in risposta.content.decode()


def test_the_code_that_set_the_app_up_does_not_open_the_door(client, persona):
    with time_machine.travel("2027-01-01 10:00:05Z", tick=False):
        entra(client, persona)
        pagina = client.get("/accesso/secondo-fattore/app/attiva/").content.decode()
        segreto = re.search(r'fis-segreto">([A-Z2-7 ]+)<', pagina)[1].replace(" ", "")
        client.post("/accesso/secondo-fattore/app/attiva/", {"code": codice(segreto)})
        altro = Client()
        entra(altro, persona)

        altro.post("/accesso/secondo-fattore/verifica/", {"code": codice(segreto)})

        assert altro.get("/utenza/").status_code == 302


@pytest.mark.parametrize("passi", [-1, 1])
def test_a_code_of_another_half_minute_is_refused(client, persona, passi):
    con_app(persona)
    entra(client, persona)

    with time_machine.travel("2027-01-01 10:00:05Z", tick=False):
        entra(client, persona)
        client.post("/accesso/secondo-fattore/verifica/", {"code": codice(passi=passi)})

    assert "_auth_user_id" not in client.session


def test_codes_are_not_guessed(client, persona):
    con_app(persona)
    entra(client, persona)
    for n in range(freno.MASSIMO_PER_PERSONA):
        client.post("/accesso/secondo-fattore/verifica/", {"code": f"00000{n}"})

    risposta = client.post("/accesso/secondo-fattore/verifica/", {"code": codice()})

    assert "Troppi tentativi" in risposta.content.decode()
    assert "_auth_user_id" not in client.session


def test_with_valkey_down_codes_are_still_good_once(persona, monkeypatch, settings):
    spento = freno.ContatoreAccessi("redis://127.0.0.1:1/0")
    monkeypatch.setattr(freno, "contatore", lambda: spento)
    cache = settings.CACHES["default"]
    con_app(persona)

    with override_settings(CACHES={"default": {**cache, "LOCATION": "redis://127.0.0.1:1/0"}}), \
            time_machine.travel("2027-01-01 10:00:05Z", tick=False):  # fmt: skip
        client, altro = Client(), Client()
        entra_del_tutto(client, persona)
        entra(altro, persona)
        altro.post("/accesso/secondo-fattore/verifica/", {"code": codice()})

        assert client.get("/utenza/").status_code == 200
        assert altro.get("/utenza/").status_code == 302


# --- Recovery codes ------------------------------------------------------------------------------
def test_recovery_codes_are_shown_once_kept_as_digests_and_used_once(client, persona):
    con_app(persona)
    entra_del_tutto(client, persona)
    pagina = client.post("/accesso/secondo-fattore/codici/nuovi/").content.decode()
    codici = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", pagina)

    assert len(set(codici)) == 10
    assert codici[0] not in client.get("/accesso/secondo-fattore/codici/").content.decode()
    riga = Authenticator.objects.get(user=persona, type="recovery_codes")
    assert not any(uno in str(riga.data) for uno in codici)
    for volta, esito in ((1, True), (2, False)):
        altro = Client()
        entra(altro, persona)
        altro.post("/accesso/secondo-fattore/verifica/", {"code": codici[0].upper()})
        assert ("_auth_user_id" in altro.session) is esito, volta


def test_recovery_codes_have_no_letters_to_mistake():
    codici, impronte = codici_nuovi()

    assert not set("".join(codici)) & set("ilo01")
    assert len(set(impronte)) == 10


def test_the_last_second_factor_cannot_be_taken_off(client, persona):
    con_app(persona)
    entra_del_tutto(client, persona)

    risposta = client.post("/accesso/secondo-fattore/app/togli/")

    assert "unico secondo fattore" in risposta.content.decode()
    assert Authenticator.objects.filter(user=persona).exists()


def test_a_new_app_takes_the_place_of_the_old(client, persona):
    vecchia = con_app(persona)
    entra_del_tutto(client, persona)
    pagina = client.get("/accesso/secondo-fattore/app/attiva/").content.decode()
    segreto = re.search(r'fis-segreto">([A-Z2-7 ]+)<', pagina)[1].replace(" ", "")

    client.post("/accesso/secondo-fattore/app/attiva/", {"code": codice(segreto)})

    assert [a.pk for a in Authenticator.objects.filter(user=persona)] != [vecchia.pk]
    assert Authenticator.objects.filter(user=persona, type="totp").count() == 1


def test_staff_reset_the_factor_of_who_lost_everything(client, persona):
    con_app(persona)
    entra_del_tutto(client, persona)

    secondo_fattore_reset(user=persona, by=UserFactory(staff=True))

    assert not Authenticator.objects.filter(user=persona).exists()
    assert client.get("/utenza/")["Location"].startswith("/accesso/entra/")
    assert "azzerato" in Messaggio.objects.get(a=persona.email).oggetto


# --- Demonstrative people ------------------------------------------------------------------------
@pytest.mark.parametrize(("facoltativo", "stato"), [(True, 200), (False, 302)])
def test_only_where_it_is_allowed_demonstrative_people_do_without(
    client, settings, facoltativo, stato
):
    settings.SECONDO_FATTORE_DIMOSTRATIVI_FACOLTATIVO = facoltativo
    entra(client, UserFactory(dimostrativo=True))

    risposta = client.get("/utenza/")

    assert risposta.status_code == stato
    if stato == 200:
        assert "senza secondo fattore" in risposta.content.decode()


def test_where_it_is_allowed_real_people_still_need_it(client, settings):
    settings.SECONDO_FATTORE_DIMOSTRATIVI_FACOLTATIVO = True
    entra(client, UserFactory())

    assert client.get("/utenza/").status_code == 302


def test_public_pages_ask_nothing_more_of_who_is_half_in(client, persona):
    entra(client, persona)

    assert client.get("/dati/").status_code == 200
