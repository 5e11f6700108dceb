"""The evaluators' area: only what is entrusted, one verdict at a time, nothing overwritten."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from fis_portal.accounts.models import User
from outcomes.models import Rendicontazione, Rilevazione
from progetti.enums import RuoloPartenariato
from tests.outcomes.factories import EvidenzaFactory, RendicontazioneFactory, RilevazioneFactory
from tests.progetti.factories import DelegatoFactory, PartenariatoFactory

pytestmark = pytest.mark.django_db


def _valutatore(rendicontazione: Rendicontazione, **altro: object) -> User:
    delegato = DelegatoFactory()
    PartenariatoFactory(
        progetto=rendicontazione.progetto,
        organizzazione=delegato.organizzazione,
        ruolo=RuoloPartenariato.VALUTATORE,
        **altro,
    )
    return delegato.user


@pytest.fixture
def rilevazione() -> Rilevazione:
    return RilevazioneFactory(rendicontazione=RendicontazioneFactory(accettata=True), valore=12)


@pytest.fixture
def valutatore(client: Client, rilevazione: Rilevazione) -> User:
    user = _valutatore(rilevazione.rendicontazione)
    client.force_login(user)
    return user


def _url(rilevazione: Rilevazione, fine: str = "") -> str:
    pk = rilevazione.rendicontazione_id
    return f"/area-valutatori/{pk}/valori/{rilevazione.pk}/{fine}" if fine != "scheda" else (
        f"/area-valutatori/{pk}/"
    )  # fmt: skip


def test_she_finds_the_accepted_reports_entrusted_to_her(
    client: Client, valutatore: User, rilevazione: Rilevazione
) -> None:
    altrui = RendicontazioneFactory(accettata=True)

    testo = client.get("/area-valutatori/").content.decode()

    assert rilevazione.rendicontazione.progetto.titolo in testo
    assert "1 di 1 misurati" in testo
    assert altrui.progetto.titolo not in testo


def test_she_validates_a_value_and_takes_it_back(
    client: Client, valutatore: User, rilevazione: Rilevazione
) -> None:
    scheda = _url(rilevazione, "scheda")
    assert "Registra il verdetto" in client.get(scheda).content.decode()

    risposta = client.post(
        _url(rilevazione), {"verifica": "validata", "metodo": "Registri", "versione": 0}
    )
    assert (risposta.status_code, risposta["Location"]) == (302, scheda)
    rilevazione.refresh_from_db()
    assert (rilevazione.verifica, rilevazione.verificata_da) == ("validata", valutatore)
    assert Rendicontazione.objects.get().stato == "validata"
    assert "Ritira il verdetto" in client.get(scheda).content.decode()

    client.post(_url(rilevazione, "ritira/"), {"motivo": "Mancava una pagina", "versione": 1})
    assert Rendicontazione.objects.get().stato == "accettata"
    assert "Verdetto ritirato: Mancava una pagina" in client.get(scheda).content.decode()


def test_the_second_of_two_is_told_and_keeps_her_text(
    client: Client, valutatore: User, rilevazione: Rilevazione
) -> None:
    RilevazioneFactory(rendicontazione=rilevazione.rendicontazione, valore=1)
    Rilevazione.objects.filter(pk=rilevazione.pk).update(versione=3)

    risposta = client.post(
        _url(rilevazione),
        {"verifica": "contestata", "metodo": "Visita", "nota": "Ne ho visti 9", "versione": 0},
    )

    testo = risposta.content.decode()
    assert risposta.status_code == 409
    assert "Nel frattempo qualcuno ha modificato" in testo
    assert "Ne ho visti 9" in testo
    rilevazione.refresh_from_db()
    assert rilevazione.verifica == "da_verificare"


@pytest.mark.parametrize(
    "dati",
    [{}, {"verifica": "boh", "metodo": "x", "versione": "0"},
     {"verifica": "contestata", "metodo": "Visita", "versione": "0"}],
)  # fmt: skip
def test_an_incomplete_verdict_is_refused_beside_its_field(
    client: Client, valutatore: User, rilevazione: Rilevazione, dati: dict[str, str]
) -> None:
    risposta = client.post(_url(rilevazione), dati)

    assert risposta.status_code == 400
    assert "Il verdetto non è stato registrato" in risposta.content.decode()
    rilevazione.refresh_from_db()
    assert rilevazione.verifica == "da_verificare"


def test_what_is_not_entrusted_does_not_exist(client: Client, valutatore: User) -> None:
    altrui = RilevazioneFactory(rendicontazione=RendicontazioneFactory(accettata=True), valore=1)
    evidenza = EvidenzaFactory(rendicontazione=altrui.rendicontazione)
    dati = {"verifica": "validata", "metodo": "Registri", "versione": 0}

    assert client.get(_url(altrui, "scheda")).status_code == 404
    assert client.post(_url(altrui), dati).status_code == 404
    assert client.post(_url(altrui, "ritira/"), {"motivo": "x"}).status_code == 404
    pk = altrui.rendicontazione_id
    assert client.get(f"/area-valutatori/{pk}/evidenze/{evidenza.pk}/").status_code == 404


def test_a_value_of_another_report_is_not_reached_through_hers(
    client: Client, valutatore: User, rilevazione: Rilevazione
) -> None:
    altrui = RilevazioneFactory(rendicontazione=RendicontazioneFactory(accettata=True), valore=1)
    url = f"/area-valutatori/{rilevazione.rendicontazione_id}/valori/{altrui.pk}/"

    dati = {"verifica": "validata", "metodo": "Registri", "versione": 0}
    assert client.post(url, dati).status_code == 404
    assert Rilevazione.objects.get(pk=altrui.pk).verifica == "da_verificare"


@pytest.mark.parametrize("stato", ["inviata", "restituita", "bozza"])
def test_before_acceptance_there_is_nothing_to_see(
    client: Client, valutatore: User, rilevazione: Rilevazione, stato: str
) -> None:
    Rendicontazione.objects.update(stato=stato)

    assert client.get(_url(rilevazione, "scheda")).status_code == 404


def test_when_the_mandate_is_over_so_is_the_access(
    client: Client, rilevazione: Rilevazione
) -> None:
    ieri = timezone.localdate() - datetime.timedelta(days=1)
    client.force_login(_valutatore(rilevazione.rendicontazione, al=ieri))

    assert client.get("/area-valutatori/").status_code == 404
    assert client.get(_url(rilevazione, "scheda")).status_code == 404


def test_the_area_is_of_evaluators(client: Client, referente: User) -> None:
    client.force_login(referente)

    assert client.get("/area-valutatori/").status_code == 404


@pytest.mark.parametrize("fine", ["", "ritira/"])
def test_what_she_wrote_while_the_log_in_expired_is_given_back(
    client: Client, rilevazione: Rilevazione, fine: str
) -> None:
    risposta = client.post(_url(rilevazione, fine), {"nota": "Mancano i registri"})

    assert risposta.status_code == 401
    assert "Mancano i registri" in risposta.content.decode()
