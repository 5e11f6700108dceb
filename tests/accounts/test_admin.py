import pytest
from django.contrib.auth.models import Group
from django.test import Client

from fis_portal.accounts.models import User
from fis_portal.sito.roles import FUNZIONARIO, LETTURA, RESPONSABILE
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db

NUOVA = "una-frase-lunga-e-nuova"


@pytest.fixture
def gestione(client: Client, responsabile: User) -> Client:
    client.force_login(responsabile)
    return client


def scheda(user: User) -> str:
    return f"/admin/accounts/user/{user.pk}/change/"


def dati(user: User, **cambi) -> dict:
    campi = {
        "email": user.email,
        "nome": user.nome,
        "cognome": user.cognome,
        "is_active": "on",
        "groups": [gruppo.pk for gruppo in user.groups.all()],
        **cambi,
    }
    return {nome: valore for nome, valore in campi.items() if valore is not None}


def gruppo(nome: str) -> Group:
    return Group.objects.get(name=nome)


def test_a_manager_creates_a_person_who_signs_in_by_email(gestione):
    risposta = gestione.post(
        "/admin/accounts/user/add/",
        {
            "email": "Ada.Neri@Example.org",
            "nome": "Ada",
            "cognome": "Neri",
            "usable_password": "true",
            "password1": NUOVA,
            "password2": NUOVA,
        },
    )

    assert risposta.status_code == 302
    nuovo = User.objects.get(email="ada.neri@example.org")
    assert nuovo.check_password(NUOVA)
    assert (nuovo.is_staff, nuovo.is_superuser) == (False, False)


@pytest.mark.parametrize("password", ["corta", "password1234", "ada.neri@example.org"])
def test_a_weak_password_is_refused(gestione, password):
    campi = {"email": "ada.neri@example.org", "usable_password": "true"}
    risposta = gestione.post(
        "/admin/accounts/user/add/", {**campi, "password1": password, "password2": password}
    )

    assert risposta.status_code == 200
    assert not User.objects.filter(email="ada.neri@example.org").exists()


def test_a_manager_gives_roles_to_others(gestione):
    altro = UserFactory()
    cambi = dati(altro, is_staff="on", groups=[gruppo(FUNZIONARIO).pk, gruppo(RESPONSABILE).pk])

    assert gestione.post(scheda(altro), cambi).status_code == 302

    altro.refresh_from_db()
    assert altro.is_staff
    assert {g.name for g in altro.groups.all()} == {FUNZIONARIO, RESPONSABILE}


def test_a_manager_makes_nobody_a_superuser(gestione, responsabile):
    altro = UserFactory()

    for user in (altro, responsabile):
        gestione.post(scheda(user), dati(user, is_superuser="on", user_permissions=["1"]))
        user.refresh_from_db()
        assert not user.is_superuser
        assert not user.user_permissions.exists()


def test_nobody_changes_ones_own_rights(gestione, responsabile):
    cambi = dati(responsabile, groups=[gruppo(LETTURA).pk], is_active=None, nome="Cambiato")

    assert gestione.post(scheda(responsabile), cambi).status_code == 302

    responsabile.refresh_from_db()
    assert responsabile.nome == "Cambiato"
    assert responsabile.is_active
    assert responsabile.is_staff
    assert [g.name for g in responsabile.groups.all()] == [RESPONSABILE]


def test_a_superuser_is_out_of_a_managers_reach(gestione, superuser):
    assert gestione.post(scheda(superuser), dati(superuser, nome="x")).status_code == 403
    password = f"/admin/accounts/user/{superuser.pk}/password/"
    assert gestione.get(password).status_code == 403
    campi = {"password1": NUOVA, "password2": NUOVA, "usable_password": "true"}
    assert gestione.post(password, campi).status_code == 403
    superuser.refresh_from_db()
    assert not superuser.check_password(NUOVA)


def test_a_group_with_more_rights_than_ones_own_cannot_be_given(gestione):
    from django.contrib.auth.models import Permission

    potente = Group.objects.create(name="Potente")
    potente.permissions.add(Permission.objects.get(codename="delete_user"))
    altro = UserFactory()

    risposta = gestione.post(scheda(altro), dati(altro, groups=[potente.pk]))

    assert risposta.status_code == 200
    assert "groups" in risposta.context["adminform"].form.errors
    assert not altro.groups.exists()


def test_a_superuser_may_name_another(client, superuser):
    client.force_login(superuser)
    altro = UserFactory()

    client.post(scheda(altro), dati(altro, is_superuser="on", is_staff="on"))

    altro.refresh_from_db()
    assert altro.is_superuser


@pytest.mark.parametrize("quanti", [1, 10, 100])
def test_the_list_of_people_asks_the_same_questions(
    gestione, quanti, django_assert_max_num_queries
):
    UserFactory.create_batch(quanti, password="!")

    with django_assert_max_num_queries(8):
        assert gestione.get("/admin/accounts/user/").status_code == 200
