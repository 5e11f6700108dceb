"""Who acts for a Comune, and who says so."""

import pytest

from comuni import services
from comuni.models import Referente
from fis_portal.accounts.models import Invito, User
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from tests.accounts.factories import UserFactory
from tests.comuni.factories import ComuneFactory, ReferenteFactory

pytestmark = pytest.mark.django_db

URL = "/area-comuni/persone/"
DATI = {"email": "nuova@example.org", "nome": "Anna", "cognome": "Verdi", "ruolo": "compilatore"}


@pytest.fixture
def responsabile_comune() -> Referente:
    return ReferenteFactory(ruolo="responsabile")


@pytest.fixture
def dentro(client, responsabile_comune):
    client.force_login(responsabile_comune.user)
    return client


def test_a_responsabile_invites_a_person_who_gets_a_link(dentro, responsabile_comune):
    risposta = dentro.post(URL, DATI, follow=True)

    assert "nuova@example.org riceve una mail" in risposta.content.decode()
    nuova = Referente.objects.get(user__email="nuova@example.org")
    assert (nuova.comune, nuova.ruolo) == (responsabile_comune.comune, "compilatore")
    assert not nuova.user.has_usable_password()
    assert Invito.objects.get().user == nuova.user
    assert responsabile_comune.comune.nome in Messaggio.objects.get().testo


def test_the_inviter_cannot_tell_who_is_already_in_the_portal(dentro):
    nota = UserFactory(nome="Carla")

    testi = []
    for email in ("nuova@example.org", nota.email):
        pagina = dentro.post(URL, {**DATI, "email": email}, follow=True).content.decode()
        testi.append(pagina.split('role="status"')[1].split("</div>")[0].replace(email, "…"))

    assert testi[0] == testi[1]
    assert not Invito.objects.filter(user=nota).exists()
    assert "puoi agire" in Messaggio.objects.get(a=nota.email).oggetto
    nota.refresh_from_db()
    assert nota.nome == "Carla"


def test_an_invitation_that_ran_out_is_sent_again(dentro):
    dentro.post(URL, DATI)

    assert dentro.post(URL, {**DATI, "ruolo": "responsabile"}).status_code == 302
    assert Invito.objects.count() == 2
    assert Referente.objects.get(user__email=DATI["email"]).ruolo == "responsabile"


def test_who_is_already_there_is_not_invited_twice(dentro, responsabile_comune):
    altra = ReferenteFactory(comune=responsabile_comune.comune)

    risposta = dentro.post(URL, {**DATI, "email": altra.user.email})

    assert risposta.status_code == 400
    assert "agisce già per il Comune" in risposta.content.decode()


def test_who_was_taken_off_comes_back(dentro, responsabile_comune):
    tolta = ReferenteFactory(comune=responsabile_comune.comune, attivo=False)

    dentro.post(URL, {**DATI, "email": tolta.user.email, "ruolo": "responsabile"})

    tolta.refresh_from_db()
    assert (tolta.attivo, tolta.ruolo) == (True, "responsabile")


def test_nobody_is_invited_into_the_staff(dentro):
    dentro.post(URL, {**DATI, "is_staff": "on", "is_superuser": "on"})

    user = User.objects.get(email=DATI["email"])
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_a_compilatore_sees_who_there_is_and_changes_nothing(client, responsabile_comune):
    compilatore = ReferenteFactory(comune=responsabile_comune.comune, ruolo="compilatore")
    client.force_login(compilatore.user)

    pagina = client.get(URL)

    assert str(responsabile_comune.user) in pagina.content.decode()
    assert "<form" not in pagina.content.decode().split("<main")[1].split("fis-persone")[1]
    assert client.post(URL, DATI).status_code == 404
    for azione in ("disattiva", "ruolo"):
        percorso = f"{URL}{responsabile_comune.pk}/{azione}/"
        assert client.post(percorso, {"ruolo": "compilatore"}).status_code == 404
    responsabile_comune.refresh_from_db()
    assert (responsabile_comune.attivo, responsabile_comune.ruolo) == (True, "responsabile")


def test_another_comune_is_as_if_it_did_not_exist(dentro):
    altrove = ReferenteFactory(ruolo="responsabile")

    risposte = [
        dentro.get(f"{URL}?comune={altrove.comune.slug}"),
        dentro.post(URL, {**DATI, "comune": altrove.comune.slug}),
        dentro.post(f"{URL}{altrove.pk}/disattiva/"),
        dentro.post(f"{URL}{altrove.pk}/ruolo/", {"ruolo": "compilatore"}),
        dentro.post(f"{URL}999999/disattiva/"),
    ]

    assert {r.status_code for r in risposte} == {404}
    altrove.refresh_from_db()
    assert (altrove.attivo, altrove.ruolo) == (True, "responsabile")
    assert not Referente.objects.filter(user__email=DATI["email"]).exists()


def test_who_no_longer_acts_for_any_comune_finds_nothing(client):
    client.force_login(ReferenteFactory(attivo=False, ruolo="responsabile").user)

    assert client.get(URL).status_code == 404


def test_roles_change_and_people_go_but_one_responsabile_stays(dentro, responsabile_comune):
    altra = ReferenteFactory(comune=responsabile_comune.comune)
    suo = f"{URL}{responsabile_comune.pk}"

    ultima = dentro.post(f"{suo}/disattiva/", follow=True).content.decode()
    assert "Almeno una persona deve restare responsabile" in ultima
    dentro.post(f"{URL}{altra.pk}/ruolo/", {"ruolo": "responsabile"})
    dentro.post(f"{suo}/ruolo/", {"ruolo": "compilatore"})

    altra.refresh_from_db()
    responsabile_comune.refresh_from_db()
    assert (altra.ruolo, responsabile_comune.ruolo) == ("responsabile", "compilatore")
    assert dentro.post(f"{URL}{altra.pk}/disattiva/").status_code == 404


def test_a_responsabile_who_cannot_enter_does_not_count():
    resta = ReferenteFactory(ruolo="responsabile")
    ReferenteFactory(comune=resta.comune, ruolo="responsabile", user__is_active=False)

    with pytest.raises(DomainError):
        services.referente_disable(referente=resta, by=resta.user)


def test_staff_may_take_off_the_last_one(responsabile):
    ultimo = ReferenteFactory(ruolo="responsabile")

    services.referente_disable(referente=ultimo, by=responsabile)

    ultimo.refresh_from_db()
    assert not ultimo.attivo


# --- Management area -----------------------------------------------------------------------------
def test_staff_invite_the_first_responsabile_of_a_comune(client, responsabile):
    client.force_login(responsabile)
    comune = ComuneFactory()

    risposta = client.post(
        "/admin/comuni/referente/add/", {**DATI, "comune": comune.pk, "ruolo": "responsabile"}
    )

    assert risposta.status_code == 302
    nuova = Referente.objects.get()
    assert (nuova.comune, nuova.ruolo, nuova.user.email) == (comune, "responsabile", DATI["email"])
    assert Messaggio.objects.get().a == DATI["email"]


def test_staff_change_and_take_off_people(client, responsabile):
    client.force_login(responsabile)
    referente = ReferenteFactory(ruolo="compilatore")
    url = f"/admin/comuni/referente/{referente.pk}/change/"

    assert client.post(url, {"ruolo": "responsabile"}).status_code == 302

    referente.refresh_from_db()
    assert (referente.ruolo, referente.attivo) == ("responsabile", False)
    client.post(url, {"ruolo": "responsabile", "attivo": "on"})
    referente.refresh_from_db()
    assert referente.attivo


def test_staff_invite_people_and_reset_their_second_factor(client, responsabile, superuser):
    client.force_login(responsabile)
    user = UserFactory(password=None)
    scelti = [user.pk, superuser.pk, responsabile.pk]

    for azione in ("invita", "azzera_secondo_fattore"):
        client.post("/admin/accounts/user/", {"action": azione, "_selected_action": scelti})

    assert [i.user for i in Invito.objects.all()] == [user]
    assert set(Messaggio.objects.values_list("a", flat=True)) == {user.email}


def test_a_person_made_without_a_password_is_invited(client, responsabile):
    client.force_login(responsabile)

    client.post(
        "/admin/accounts/user/add/",
        {"email": "nuova@example.org", "nome": "Anna", "cognome": "Verdi",
         "usable_password": "false"},
    )  # fmt: skip

    assert Invito.objects.get().user.email == "nuova@example.org"
