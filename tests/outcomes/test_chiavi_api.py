"""A Comune's own system sends measurements into a draft: once, its own, all or none."""

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from comuni.models import Referente
from outcomes.models import (
    ChiaveComune,
    ParteRilevazione,
    Rendicontazione,
    RichiestaIdempotente,
    Rilevazione,
)
from outcomes.services.chiavi import chiave_create
from tests.comuni.factories import ReferenteFactory
from tests.outcomes.factories import (
    DimensioneFactory,
    EsitoFactory,
    IndicatoreFactory,
    QuadroImpattoFactory,
    RendicontazioneFactory,
)
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
ELENCO = "/api/v1/rendicontazioni/"


@pytest.fixture
def capo() -> Referente:
    return ReferenteFactory(ruolo="responsabile")


@pytest.fixture
def aperta(capo: Referente) -> Rendicontazione:
    """A draft of the Comune that asks for people (by gender) and a percentage."""
    quadro = QuadroImpattoFactory(progetto=ProgettoFactory(comune=capo.comune))
    esito = EsitoFactory(quadro=quadro)
    DimensioneFactory(indicatore=IndicatoreFactory(esito=esito, codice="I1"))
    IndicatoreFactory(esito=esito, codice="I2", percentuale=True)
    return RendicontazioneFactory(quadro=quadro, bozza=True)


class Sistema:
    """The Comune's system: its key in every request."""

    def __init__(self, capo: Referente) -> None:
        domani = timezone.localdate() + datetime.timedelta(days=1)
        self.chiave, self.testo = chiave_create(
            comune=capo.comune, nome="Gestionale", scade_il=domani, by=capo.user
        )
        self.client = Client()

    def chiedi(self, percorso: str = ELENCO) -> HttpResponse:
        return self.client.get(percorso, headers={"authorization": f"Bearer {self.testo}"})

    def manda(
        self, rendicontazione: Rendicontazione, *righe: Any, chiave: str = "una", corpo: Any = None
    ) -> HttpResponse:
        return self.client.post(
            f"{ELENCO}{rendicontazione.pk}/rilevazioni/",
            corpo if corpo is not None else json.dumps({"rilevazioni": list(righe)}),
            content_type="application/json",
            headers={"authorization": f"Bearer {self.testo}", "idempotency-key": chiave},
        )


@pytest.fixture
def sistema(capo: Referente) -> Sistema:
    return Sistema(capo)


PERSONE = {
    "indicatore": "I1",
    "valore": 48,
    "parti": {"genere": {"donne": 31, "uomini": "17"}},
    "nota": "Dal gestionale",
}


def test_measurements_go_into_the_draft_by_the_hand_of_who_made_the_key(
    sistema: Sistema, aperta: Rendicontazione, capo: Referente
) -> None:
    quota = {"indicatore": "I2", "numeratore": "12.5", "denominatore": 50}

    risposta = sistema.manda(aperta, PERSONE, quota)

    assert (risposta.status_code, risposta.json()) == (
        200,
        {"rendicontazione": aperta.pk, "ricevute": 2, "cambiate": 2},
    )
    persone = Rilevazione.objects.get(indicatore__codice="I1")
    assert (persone.valore, persone.stato_valore, persone.nota) == (
        48,
        "misurato",
        "Dal gestionale",
    )
    assert persone.modificata_da == capo.user
    parti = ParteRilevazione.objects.filter(rilevazione=persone)
    assert {p.voce: p.valore for p in parti} == {"donne": 31, "uomini": 17}
    assert Rilevazione.objects.get(indicatore__codice="I2").numeratore == Decimal("12.5")


def test_a_text_with_a_point_is_a_decimal_and_never_thousands(
    sistema: Sistema, aperta: Rendicontazione
) -> None:
    sistema.manda(aperta, {"indicatore": "I2", "numeratore": "1.234", "denominatore": 1.5})

    riga = Rilevazione.objects.get()
    assert (riga.numeratore, riga.denominatore) == (Decimal("1.234"), Decimal("1.5"))


def test_the_same_request_again_is_answered_and_not_carried_out(
    sistema: Sistema, aperta: Rendicontazione
) -> None:
    prima = sistema.manda(aperta, PERSONE)
    Rilevazione.objects.update(valore=99)

    dopo = sistema.manda(aperta, PERSONE)

    assert dopo.json() == prima.json()
    assert dopo.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in prima.headers
    assert Rilevazione.objects.get().valore == 99


def test_the_same_key_for_something_else_is_refused(
    sistema: Sistema, aperta: Rendicontazione
) -> None:
    sistema.manda(aperta, PERSONE)

    risposta = sistema.manda(aperta, {**PERSONE, "valore": 50})

    assert (risposta.status_code, risposta.json()["code"]) == (422, "idempotenza_riusata")
    assert Rilevazione.objects.get().valore == 48


def test_two_systems_may_use_the_same_idempotency_key(
    sistema: Sistema, aperta: Rendicontazione, capo: Referente
) -> None:
    sistema.manda(aperta, PERSONE)

    risposta = Sistema(capo).manda(aperta, {**PERSONE, "valore": 50})

    assert (risposta.status_code, Rilevazione.objects.get().valore) == (200, 50)


def test_an_error_changes_nothing_and_may_be_tried_again(
    sistema: Sistema, aperta: Rendicontazione
) -> None:
    sbagliata = {"indicatore": "I2", "numeratore": "tanti", "denominatore": 4}

    risposta = sistema.manda(aperta, PERSONE, sbagliata)

    assert risposta.status_code == 400
    assert list(risposta.json()["fields"]) == ["indicatori/I2/numeratore"]
    assert not Rilevazione.objects.exists()
    assert not RichiestaIdempotente.objects.exists()
    assert sistema.manda(aperta, PERSONE).status_code == 200


def test_what_is_sent_already_cannot_be_written(sistema: Sistema, aperta: Rendicontazione) -> None:
    Rendicontazione.objects.update(stato="inviata")

    risposta = sistema.manda(aperta, PERSONE)

    assert (risposta.status_code, risposta.json()["code"]) == (409, "stato_non_aperto")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_time_one_is_told_to_wait(
    sistema: Sistema, aperta: Rendicontazione
) -> None:
    """Another connection holds the turn of this very request."""
    altra = connection.copy()
    try:
        with altra.cursor() as cursore:
            cursore.execute(
                "SELECT pg_advisory_lock(hashtextextended(%s, 0))",
                [f"richiesta {sistema.chiave.pk} una"],
            )
        risposta = sistema.manda(aperta, PERSONE)
    finally:
        altra.close()

    assert (risposta.status_code, risposta.json()["code"]) == (409, "richiesta_in_corso")
    assert not Rilevazione.objects.exists()


def test_reports_of_other_comuni_do_not_exist(sistema: Sistema, aperta: Rendicontazione) -> None:
    altrui = RendicontazioneFactory(bozza=True)

    assert [r["id"] for r in sistema.chiedi().json()["results"]] == [aperta.pk]
    assert sistema.chiedi(f"{ELENCO}{altrui.pk}/").status_code == 404
    assert sistema.manda(altrui, PERSONE).status_code == 404


def test_a_key_reaches_only_its_own_comune(
    sistema: Sistema, aperta: Rendicontazione, capo: Referente
) -> None:
    """Its maker acts for two Comuni: the key is of one."""
    secondo = ReferenteFactory(user=capo.user, ruolo="responsabile")
    quadro = QuadroImpattoFactory(progetto=ProgettoFactory(comune=secondo.comune))
    altrove = RendicontazioneFactory(quadro=quadro, bozza=True)

    assert [r["id"] for r in sistema.chiedi().json()["results"]] == [aperta.pk]
    assert sistema.manda(altrove, PERSONE).status_code == 404


def test_the_expected_indicators_are_told_with_their_fields(
    sistema: Sistema, aperta: Rendicontazione
) -> None:
    dati = sistema.chiedi(f"{ELENCO}{aperta.pk}/").json()

    assert dati["aperta"] is True
    campi = {i["indicatore"]: i["campi"] for i in dati["indicatori"]}
    assert "parti/genere/donne" in campi["I1"]
    assert {"numeratore", "denominatore"} <= set(campi["I2"])


@pytest.mark.parametrize("intestazione", ["", "Bearer", "Bearer fis_no", "Basic ZmlzOmZpcw=="])
def test_without_a_key_nothing_answers(client: Client, intestazione: str) -> None:
    risposta = client.get(ELENCO, headers={"authorization": intestazione})

    assert (risposta.status_code, risposta.json()["code"]) == (401, "authentication_failed")
    assert risposta.headers["WWW-Authenticate"].startswith("Bearer")
    assert risposta.headers["Cache-Control"] == "no-store"


def test_the_key_of_somebody_who_no_longer_acts_is_refused(
    sistema: Sistema, aperta: Rendicontazione
) -> None:
    Referente.objects.update(attivo=False)

    assert sistema.manda(aperta, PERSONE).status_code == 401


@pytest.mark.parametrize(
    "corpo",
    [
        "",
        "{",
        "[]",
        '{"rilevazioni": []}',
        '{"rilevazioni": [1]}',
        '{"rilevazioni": [{"valore": 1}]}',
        '{"rilevazioni": [{"indicatore": "I1"}, {"indicatore": "I1"}]}',
        '{"rilevazioni": [{"indicatore": "I1", "valore": true}]}',
        '{"rilevazioni": [{"indicatore": "I1", "valore": [1]}]}',
        '{"rilevazioni": [{"indicatore": "I1", "valore": NaN}]}',
        '{"rilevazioni": [{"indicatore": "I1", "valore": 1e400}]}',
        '{"rilevazioni": [{"indicatore": "I1", "pippo": 1}]}',
        '{"rilevazioni": [{"indicatore": "I9", "valore": 1}]}',
        "[" * 100_000,
        '{"rilevazioni": [{"indicatore": "I1", "valore": 1e99999999999999999999}]}',
        '{"rilevazioni": [{"indicatore": "\\u0000", "valore": 1}]}',
        '{"rilevazioni": [{"indicatore": "\\ud800", "valore": 1}]}',
        '{"rilevazioni": [{"indicatore": "I1", "nota": "\\ud800"}]}',
        '{"rilevazioni": [{"indicatore": "I1", "\\ud800": 1}]}',
        b'{"rilevazioni": [{"indicatore": "I1", "nota": "\xed\xa0\x80"}]}',
    ],
)
def test_a_wrong_body_is_refused_with_the_reason(
    sistema: Sistema, aperta: Rendicontazione, corpo: str | bytes
) -> None:
    risposta = sistema.manda(aperta, corpo=corpo)

    assert risposta.status_code == 400, risposta.content
    assert set(risposta.json()) == {"code", "message", "fields"}
    assert not Rilevazione.objects.exists()


@pytest.mark.parametrize("chiave", ["", "x" * 101])
def test_the_idempotency_key_is_required(
    sistema: Sistema, aperta: Rendicontazione, chiave: str
) -> None:
    risposta = sistema.manda(aperta, PERSONE, chiave=chiave)

    assert risposta.status_code == 400
    assert "Idempotency-Key" in risposta.json()["fields"]


def test_a_use_of_the_key_is_noted(sistema: Sistema) -> None:
    sistema.chiedi()

    assert ChiaveComune.objects.get().usata_il is not None
