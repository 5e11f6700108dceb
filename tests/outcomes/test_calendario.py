"""Due dates as a calendar: one's own, by a secret that can be taken back."""

import re

import pytest
from django.test import Client

from fis_portal.accounts.models import User
from outcomes.models import AbbonamentoCalendario
from outcomes.selectors.calendario import scadenze_ics
from outcomes.services.calendario import abbonamento_create
from tests.comuni.factories import ReferenteFactory
from tests.outcomes.factories import RendicontazioneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return ReferenteFactory().user


def _mia(user: User):
    comune = user.referenze.get().comune
    return RendicontazioneFactory(quadro__progetto__comune=comune)


def _feed(client: Client, token: str) -> str:
    risposta = client.get(f"/area-comuni/scadenze/{token}.ics")
    assert risposta.status_code == 200
    assert risposta["Content-Type"].startswith("text/calendar")
    assert "no-store" in risposta["Cache-Control"]
    return risposta.content.decode().replace("\r\n ", "")


def test_due_dates_are_whole_days_that_make_nobody_busy() -> None:
    rendicontazione = RendicontazioneFactory(scadenza="2027-03-31")
    rendicontazione.refresh_from_db()

    testo = scadenze_ics([rendicontazione], base="https://fis.example/", percorso="/x/{pk}/")

    assert testo.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20270331\r\nDTEND;VALUE=DATE:20270401\r\n" in testo
    assert f"URL:https://fis.example/x/{rendicontazione.pk}/" in testo
    assert f"UID:rendicontazione-{rendicontazione.pk}@fis.example" in testo
    assert "TRANSP:TRANSPARENT" in testo
    assert max(len(riga.encode()) for riga in testo.split("\r\n")) <= 75


def test_the_address_is_read_without_signing_in_and_shows_ones_own(
    client: Client, officer: User
) -> None:
    mia, altrui = _mia(officer), RendicontazioneFactory()

    testo = _feed(client, abbonamento_create(by=officer))

    assert mia.progetto.titolo in testo
    assert altrui.progetto.titolo not in testo


def test_a_new_address_closes_the_one_before(client: Client, officer: User) -> None:
    vecchio, nuovo = abbonamento_create(by=officer), abbonamento_create(by=officer)

    assert client.get(f"/area-comuni/scadenze/{vecchio}.ics").status_code == 404
    assert _feed(client, nuovo)
    assert vecchio not in str(AbbonamentoCalendario.objects.values_list())


def test_who_no_longer_acts_for_the_comune_sees_nothing(client: Client, officer: User) -> None:
    _mia(officer)
    token = abbonamento_create(by=officer)
    officer.referenze.update(attivo=False)

    assert "BEGIN:VEVENT" not in _feed(client, token)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert client.get(f"/area-comuni/scadenze/{token}.ics").status_code == 404


def test_the_page_makes_and_closes_the_address(client: Client, officer: User) -> None:
    mia = _mia(officer)
    client.force_login(officer)
    assert mia.progetto.titolo in client.get("/area-comuni/scadenze/").content.decode()

    testo = client.post("/area-comuni/scadenze/").content.decode()
    trovato = re.search(r"/area-comuni/scadenze/([\w-]+)\.ics", testo)
    assert trovato is not None
    assert mia.progetto.titolo in _feed(Client(), trovato[1])

    client.post("/area-comuni/scadenze/", {"revoca": "1"})
    assert client.get(f"/area-comuni/scadenze/{trovato[1]}.ics").status_code == 404


def test_the_page_is_of_officers(client: Client, funzionario: User) -> None:
    client.force_login(funzionario)

    assert client.get("/area-comuni/scadenze/").status_code == 404


def test_staff_download_all_the_real_due_dates(client: Client, lettura: User) -> None:
    vera = RendicontazioneFactory()
    finta = RendicontazioneFactory(quadro__progetto__is_demo=True)
    client.force_login(lettura)

    risposta = client.get("/admin/outcomes/periodomonitoraggio/scadenze.ics")

    testo = risposta.content.decode().replace("\r\n ", "")
    assert vera.progetto.titolo in testo
    assert finta.progetto.titolo not in testo
    assert f"/admin/outcomes/rendicontazione/{vera.pk}/esame/" in testo
