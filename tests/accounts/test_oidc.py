"""SPID and CIE: what an identity opens, and what it never does (no provider is asked here)."""

import pytest
from allauth.core import context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from fis_portal.accounts.models import User
from fis_portal.accounts.secondo_fattore import is_ammesso
from fis_portal.accounts.sessioni import SessionStore
from tests.accounts.factories import UserFactory
from tests.accounts.fattori import con_app

pytestmark = pytest.mark.django_db

SPID2 = "https://www.spid.gov.it/SpidL2"


@pytest.fixture(autouse=True)
def _acceso(settings):
    settings.SECONDO_FATTORE_OBBLIGATORIO = True
    settings.OIDC_SERVER_URL = "https://aggregatore.example"
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [{"provider_id": "oidc", "name": "SPID", "client_id": "x", "secret": "y",
                      "settings": {"server_url": "https://aggregatore.example"}}]
        }
    }  # fmt: skip


def arriva(email: str, *, verificata: bool = True, acr: str = SPID2, chi=None):
    """Somebody comes back from the aggregator with this identity."""
    request = RequestFactory().get("/accesso/esterno/oidc/ritorno/")
    request.session, request.user = SessionStore(), chi or AnonymousUser()
    request._messages = FallbackStorage(request)
    dati = {"sub": "TINIT-1", "acr": acr, "email": email, "email_verified": verificata}
    with context.request_context(request):
        provider = get_adapter().get_provider(request, "oidc")
        login = provider.sociallogin_from_response(request, {"id_token": dati})
    login.state = {}
    with context.request_context(request):
        return request, complete_login(request, login)


def test_the_address_vouched_for_opens_the_invited_persons_account():
    user = UserFactory()

    request, risposta = arriva(user.email.upper())

    assert (risposta.status_code, request.user.pk) == (302, user.pk)
    assert is_ammesso(request)
    assert SocialAccount.objects.get().user == user
    user.refresh_from_db()
    assert user.has_usable_password()


def test_the_second_time_it_is_known_by_its_number_whatever_the_address():
    user = UserFactory()
    arriva(user.email)

    request, _risposta = arriva("altro@example.org")

    assert request.user == user


@pytest.mark.parametrize("acr", ["", "https://www.spid.gov.it/SpidL1"])
def test_a_weak_identity_still_needs_our_second_factor(acr):
    senza, con = UserFactory(), UserFactory()
    con_app(con)

    request, _risposta = arriva(senza.email, acr=acr)
    assert not is_ammesso(request)
    SocialAccount.objects.all().delete()

    request, risposta = arriva(con.email, acr=acr)
    assert risposta["Location"] == "/accesso/secondo-fattore/verifica/"
    assert request.user.is_anonymous


def test_a_strong_identity_stands_for_the_app_too():
    user = UserFactory()
    con_app(user)

    request, _risposta = arriva(user.email)

    assert request.user == user
    assert is_ammesso(request)


@pytest.mark.parametrize(("nota", "verificata"), [(False, True), (True, False)])
def test_an_unknown_or_unproved_address_opens_nothing(nota, verificata):
    email = UserFactory().email if nota else "mai.vista@example.org"

    request, risposta = arriva(email, verificata=verificata)

    assert risposta.status_code == 403
    assert request.user.is_anonymous
    assert User.objects.count() == int(nota)
    assert not SocialAccount.objects.exists()


def test_who_was_deactivated_stays_outside():
    user = UserFactory()
    arriva(user.email)
    user.is_active = False
    user.save()

    request, risposta = arriva(user.email)

    assert risposta.status_code == 403
    assert request.user.is_anonymous


def test_the_log_in_page_offers_it_only_when_there_is_one(client, settings):
    assert "Entra con SPID o CIE" in client.get("/accesso/entra/").content.decode()

    settings.OIDC_SERVER_URL, settings.SOCIALACCOUNT_PROVIDERS = "", {}

    assert "SPID" not in client.get("/accesso/entra/").content.decode().split("<main")[1]
    assert client.get("/accesso/esterno/oidc/").status_code == 404
