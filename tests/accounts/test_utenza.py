import pytest
from django.contrib.auth.models import Group

from fis_portal.accounts import avvisi
from fis_portal.accounts.models import RinunciaAvviso, UtenteGruppo
from fis_portal.accounts.services import avviso_send
from fis_portal.core.models import Messaggio
from tests.accounts.factories import UserFactory
from tests.comuni.factories import ReferenteFactory

pytestmark = pytest.mark.django_db

TIPO = "prova.promemoria"


@pytest.fixture
def tipo(monkeypatch) -> str:
    monkeypatch.setitem(avvisi.AVVISI, TIPO, "Promemoria di prova")
    return TIPO


def manda(user, tipo, chiave="una"):
    return avviso_send(
        user=user,
        tipo=tipo,
        chiave=chiave,
        oggetto_template="account/email/password_changed_subject.txt",
        testo_template="account/email/password_changed_message.txt",
        contesto={},
    )


# --- Mail one can do without ---------------------------------------------------------------------
def test_who_opted_out_is_left_in_peace(client, tipo):
    user = UserFactory()
    client.force_login(user)
    assert "Promemoria di prova" in client.get("/utenza/avvisi/").content.decode()

    client.post("/utenza/avvisi/", {})

    assert manda(user, tipo) is None
    client.post("/utenza/avvisi/", {"voluti": [tipo]})
    assert manda(user, tipo) is not None
    assert Messaggio.objects.get().a == user.email
    assert not RinunciaAvviso.objects.filter(tipo=tipo).exists()


def test_the_same_thing_is_told_once(tipo):
    user = UserFactory()

    assert [bool(manda(user, tipo)) for _volta in range(2)] == [True, False]


def test_who_is_not_active_gets_nothing(tipo):
    assert manda(UserFactory(is_active=False), tipo) is None


def test_a_kind_of_mail_nobody_declared_is_a_mistake_of_ours():
    with pytest.raises(LookupError):
        manda(UserFactory(), "mai.dichiarato")


def test_an_invented_kind_is_refused(client, tipo):
    client.force_login(UserFactory())

    assert client.post("/utenza/avvisi/", {"voluti": ["inventato"]}).status_code == 400


# --- One's own page ------------------------------------------------------------------------------
def test_ones_page_says_for_whom_one_acts_and_where_one_may_go(client):
    referente = ReferenteFactory(ruolo="responsabile")
    client.force_login(referente.user)

    testo = client.get("/utenza/").content.decode()

    assert f"{referente.comune.nome}, responsabile" in testo
    assert "/area-comuni/persone/" in testo
    assert "/admin/" not in testo


def test_one_changes_ones_name_and_nothing_else(client):
    user = UserFactory()
    client.force_login(user)

    client.post(
        "/utenza/", {"nome": "Nuova", "cognome": "Persona", "email": "x@example.org",
                     "is_staff": "on", "is_superuser": "on"}
    )  # fmt: skip

    prima = user.email
    user.refresh_from_db()
    assert (str(user), user.email) == ("Nuova Persona", prima)
    assert (user.is_staff, user.is_superuser) == (False, False)


@pytest.mark.parametrize(
    ("chi", "dove"),
    [({"staff": True}, "/admin/"), ({}, "/utenza/")],
)
def test_after_the_log_in_one_is_led_to_ones_area(client, chi, dove):
    client.force_login(UserFactory(**chi))

    assert client.get("/accesso/")["Location"] == dove


def test_who_acts_for_a_comune_is_led_there(client):
    client.force_login(ReferenteFactory().user)

    assert client.get("/accesso/")["Location"].startswith("/area-comuni/")


def test_who_does_not_belong_in_the_management_area_is_told_so(client):
    client.force_login(UserFactory())

    risposta = client.get("/admin/", follow=True)

    assert risposta.status_code == 403
    assert "non è per questa utenza" in risposta.content.decode()


@pytest.mark.parametrize("dove", ["/admin/progetti/progetto/?q=casa", "/admin/"])
def test_the_old_door_leads_to_the_new_one(client, dove):
    from urllib.parse import parse_qs, urlsplit

    risposta = client.get("/admin/login/", {"next": dove})

    parti = urlsplit(risposta["Location"])
    assert parti.path == "/accesso/entra/"
    assert parse_qs(parti.query) == {"next": [dove]}


# --- History -------------------------------------------------------------------------------------
def test_giving_and_taking_a_role_stays_in_the_history(client, superuser):
    user, ruolo = UserFactory(), Group.objects.create(name="Prova")
    client.force_login(superuser)

    user.groups.add(ruolo)
    user.groups.clear()

    eventi = UtenteGruppo.pgh_event_model.objects.filter(user=user).order_by("pgh_id")
    assert [e.pgh_label for e in eventi] == ["insert", "delete"]
    pagina = client.get(f"/admin/accounts/user/{user.pk}/history/")
    assert "Prova" in pagina.content.decode()
