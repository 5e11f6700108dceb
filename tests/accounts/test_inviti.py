"""Nobody signs up: people are invited (QUALITY A1 35)."""

import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.urls import NoReverseMatch, reverse

from fis_portal.accounts.models import Invito, User
from fis_portal.accounts.services import invito_create, utente_invite
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from tests.accounts.factories import UserFactory
from tests.accounts.fattori import con_app

pytestmark = pytest.mark.django_db

NUOVA = "tre-parole-mai-viste-insieme"
DATI = {"nome": "Anna", "cognome": "Verdi", "password": NUOVA, "conferma": NUOVA}
ORA = datetime.timedelta(hours=1)


@pytest.fixture
def invitata() -> User:
    return UserFactory(password=None, nome="", cognome="")


def collegamento(user: User) -> str:
    """The link of the last mail to this person."""
    testo = Messaggio.objects.filter(a=user.email).latest("pk").testo
    return re.search(r"(/accesso/invito/\S+/)", testo)[1]


@pytest.fixture
def link(invitata) -> str:
    invito_create(user=invitata, by=UserFactory(), invitante="Comune di Prova")
    return collegamento(invitata)


def test_an_invited_person_chooses_a_password_and_sets_up_the_second_factor(
    client, settings, invitata, link
):
    settings.SECONDO_FATTORE_OBBLIGATORIO = True
    pagina = client.get(link)
    assert "Comune di Prova" in pagina.content.decode()

    risposta = client.post(link, DATI)

    assert risposta["Location"] == "/accesso/"
    assert client.get("/accesso/")["Location"].startswith("/accesso/secondo-fattore/?")
    invitata.refresh_from_db()
    assert invitata.check_password(NUOVA)
    assert str(invitata) == "Anna Verdi"


def test_a_link_is_good_once(client, invitata, link):
    client.post(link, DATI)

    risposta = Client().post(link, {**DATI, "password": "x" * 20, "conferma": "x" * 20})

    assert risposta.status_code == 410
    assert "hai già usato" in risposta.content.decode()
    invitata.refresh_from_db()
    assert invitata.check_password(NUOVA)


@pytest.mark.parametrize(("ore", "stato"), [(71, 200), (72, 410)])
def test_a_link_is_good_for_three_days(client, invitata, ore, stato):
    with time_machine.travel("2027-01-01 10:00Z", tick=False) as adesso:
        invito_create(user=invitata, by=UserFactory(), invitante="Comune di Prova")
        adesso.shift(ore * ORA)

        risposta = client.get(collegamento(invitata))

    assert risposta.status_code == stato
    assert "Comune di Prova" in risposta.content.decode()


def test_a_new_link_ends_the_old_one(client, invitata, link):
    invito_create(user=invitata, by=UserFactory(), invitante="Comune di Prova")

    assert client.get(link).status_code == 410
    assert client.get(collegamento(invitata)).status_code == 200


def test_the_link_is_not_kept(link):
    token = link.split("/")[-2]

    assert token not in str(vars(Invito.objects.get()))


def test_an_invented_link_says_what_to_do(client):
    risposta = client.get("/accesso/invito/inventato/")

    assert risposta.status_code == 410
    assert "Controlla di aver copiato" in risposta.content.decode()


@pytest.mark.parametrize(
    "cambi",
    [{"conferma": "altra-parola-lunga"}, {"password": "corta"}, {"nome": ""},
     {"password": "annaverdi2027"}],
)  # fmt: skip
def test_what_does_not_hold_is_said_and_the_link_stays_good(client, link, cambi):
    dati = {**DATI, **cambi}
    if cambi.get("password"):
        dati["conferma"] = cambi["password"]

    risposta = client.post(link, dati)

    assert risposta.status_code == 400
    assert 'data-element="error-summary"' in risposta.content.decode()
    assert client.post(link, DATI).status_code == 302


def test_an_invitation_does_not_go_around_the_second_factor(client, settings, invitata, link):
    settings.SECONDO_FATTORE_OBBLIGATORIO = True
    con_app(invitata)

    risposta = client.post(link, DATI)

    assert risposta["Location"] == "/accesso/secondo-fattore/verifica/"
    assert "_auth_user_id" not in client.session


def test_whoever_was_signed_in_on_the_browser_goes_out(client, invitata, link):
    client.force_login(UserFactory())

    client.post(link, DATI)

    assert int(client.session["_auth_user_id"]) == invitata.pk


def test_who_is_deactivated_cannot_be_invited_nor_use_the_link(client, invitata, link):
    invitata.is_active = False
    invitata.save()

    assert client.post(link, DATI).status_code == 410
    with pytest.raises(DomainError):
        invito_create(user=invitata, by=UserFactory(), invitante="x")


def test_inviting_a_known_address_changes_nothing_of_that_person():
    chi, gia = UserFactory(), UserFactory(nome="Carla")

    user, mandato = utente_invite(
        email=gia.email.upper(), nome="Altra", cognome="Persona", by=chi, invitante="x"
    )

    assert (user.pk, user.nome, mandato) == (gia.pk, "Carla", False)
    assert not Messaggio.objects.exists()


def test_there_is_no_sign_up():
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
