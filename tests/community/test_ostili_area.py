"""Hostile words in the forms of the area: refused with a page, never a fault, nothing half written.

Whoever sends them is a `responsabile` of the Comune: the worst is what she may do by mistake.
"""

import pytest
from django.db import transaction
from django.test import Client

from comuni.enums import RuoloReferente
from tests.community.factories_comunita import (
    AdozioneFactory,
    BisognoFactory,
    CambiamentoIstituzionaleFactory,
    DomandaGuidaFactory,
    LezioneFactory,
    PraticaFactory,
    RiflessioneFactory,
)
from tests.comuni.factories import ReferenteFactory
from tests.progetti.factories import FaseProgettoFactory

pytestmark = pytest.mark.django_db
AREA = "/area-comuni/"
OSTILI = {"nul": "a\x00b", "numero": "9" * 30, "anno 1": "0001-01-01"}


class Casa:
    """A project with one of everything, and who acts for it."""

    def __init__(self) -> None:
        fase = FaseProgettoFactory(progetto__slug="case")
        self.progetto = progetto = fase.progetto
        self.comune = progetto.comune
        self.client = Client()
        self.client.force_login(
            ReferenteFactory(comune=self.comune, ruolo=RuoloReferente.RESPONSABILE).user
        )
        self.lezione = LezioneFactory(progetto=progetto)
        self.pratica = PraticaFactory(comune=self.comune)
        self.adozione = AdozioneFactory(comune=self.comune)
        self.cambiamento = CambiamentoIstituzionaleFactory(comune=self.comune)
        self.riflessione = RiflessioneFactory(
            progetto=progetto, intervento=fase.intervento, domanda=DomandaGuidaFactory()
        )
        self.bisogno = BisognoFactory()
        codice = fase.intervento.codice
        self.salva = f"{AREA}riflessioni/progetti/case/{codice}/salva/"

    def moduli(self) -> dict[str, tuple[str, dict]]:
        """Each form as it is sent when all is well."""
        altrui = LezioneFactory(della_comunita=True)
        racconto = dict.fromkeys(("tentato", "funzionato", "deluso", "cambieremmo"), "x")
        legami = dict.fromkeys(("documento", "intervento", "temi", "leve"), "")
        lezione = {"titolo": "T", **racconto, "evidenza": "", **legami}
        numeri = ("tempo_mesi", "costo_eur", "popolazione_min", "popolazione_max", "progetto")
        testi = ("problema", "come_funziona", "risultati", "limiti", "costo_nota", "persone")
        pratica = {"titolo": "P", "sintesi": "s", "bisogni": self.bisogno.pk}
        pratica |= dict.fromkeys((*numeri, *testi, "temi", "destinatari"), "")
        cambiamento = {
            "comune": self.comune.pk,
            "tipo": "ufficio",
            "titolo": "c",
            "quando": "2024-01-01",
            "precisione": "giorno",
            "progetto": "",
            "descrizione": "",
            "atto": "",
            "atto_url": "",
            "documento": "",
        }
        return {
            "lezione nuova": (
                f"{AREA}lezioni/nuova/",
                {**lezione, "progetto": self.progetto.pk},
            ),
            "lezione": (
                f"{AREA}lezioni/{self.lezione.pk}/modifica/",
                {**lezione, "letta": self.lezione.updated_at.isoformat()},
            ),
            "chi la legge": (
                f"{AREA}lezioni/{self.lezione.pk}/chi-la-legge/",
                {"a": "comunita", "consenso": "on"},
            ),
            "commento": (f"{AREA}lezioni/{altrui.pk}/commenti/", {"testo": "x"}),
            "segno": (
                f"{AREA}lezioni/{altrui.pk}/segni/",
                {"comune": self.comune.slug, "tipo": "riusata", "nota": "x", "togli": ""},
            ),
            "pratica nuova": (f"{AREA}pratiche/nuova/", {**pratica, "comune": ""}),
            "pratica": (
                f"{AREA}pratiche/{self.pratica.pk}/modifica/",
                {**pratica, "versione": self.pratica.updated_at.isoformat()},
            ),
            "chi legge la pratica": (
                f"{AREA}pratiche/{self.pratica.pk}/visibilita/",
                {"a": "comunita"},
            ),
            "kit": (
                f"{AREA}pratiche/{self.pratica.pk}/kit/",
                {"tipo": "convenzione", "titolo": "k", "descrizione": "", "url": "https://a.it/"},
            ),
            "adotta": (
                f"{AREA}pratiche/{PraticaFactory(della_comunita=True).pk}/adotta/",
                {"tipo": "adatta", "che_cosa_cambia": "x", "progetto": self.progetto.pk},
            ),
            "adozione": (
                f"{AREA}pratiche/adozioni/{self.adozione.pk}/",
                {
                    "tipo": "adatta",
                    "che_cosa_cambia": "x",
                    "stato": "dichiarata",
                    "esito": "",
                    "versione": self.adozione.updated_at.isoformat(),
                },
            ),
            "risposta": (
                self.salva,
                {
                    "domanda": self.riflessione.domanda.codice,
                    "testo": "x",
                    "versione": self.riflessione.updated_at.isoformat(),
                },
            ),
            "chi legge la risposta": (
                f"{AREA}riflessioni/{self.riflessione.pk}/visibilita/",
                {"visibilita": "comunita"},
            ),
            "cambiamento nuovo": (f"{AREA}riflessioni/cambiamenti/nuovo/", cambiamento),
            "cambiamento": (
                f"{AREA}riflessioni/cambiamenti/{self.cambiamento.pk}/",
                {**cambiamento, "versione": self.cambiamento.updated_at.isoformat()},
            ),
        }


@pytest.fixture
def casa(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Casa()


@pytest.mark.parametrize("ostile", OSTILI)
def test_no_hostile_word_breaks_a_form(casa, ostile):
    guasti = []
    for nome, (indirizzo, campi) in casa.moduli().items():
        for campo in campi:
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        risposta = casa.client.post(indirizzo, {**campi, campo: OSTILI[ostile]})
                        if risposta.status_code == 302:
                            risposta = casa.client.get(risposta.url)
                except Exception as errore:
                    guasti.append(f"{nome}, {campo}: {type(errore).__name__} {errore}"[:200])
                else:
                    if risposta.status_code not in (200, 400, 404, 409):
                        guasti.append(f"{nome}, {campo}: {risposta.status_code}")
                transaction.set_rollback(True)

    assert guasti == []
