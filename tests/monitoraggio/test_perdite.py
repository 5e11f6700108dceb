"""What is not, or no more, for everybody leaves by no door of the monitoring, past or present.

Words are put in what was withdrawn, corrected, never public or demonstrative; every address that
the resolver knows under the monitoring is asked, for every figure, and none may say them.
"""

import datetime
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from community.enums import Visibilita
from community.models import Adozione, Evento, Lezione, Pratica, RiepilogoIncontri
from monitoraggio.aperti.massa.flusso import SFUSE, mutamenti_di
from monitoraggio.registro import REGISTRO, Ambito, record
from outcomes.models import Indicatore
from progetti.models import Organizzazione, Progetto
from tests.community.factories import EventoFactory, RiepilogoIncontriFactory
from tests.community.factories_comunita import AdozioneFactory, LezioneFactory, PraticaFactory
from tests.matrice.indirizzi import indirizzi
from tests.monitoraggio.test_registro_correzione import _invecchia as invecchia
from tests.outcomes.factories import RendicontazioneFactory, RilevazioneFactory
from tests.progetti.factories import FaseProgettoFactory, InterventoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
OGGI = timezone.localdate()
IERI = OGGI - datetime.timedelta(days=1)
ALLORA = (OGGI - datetime.timedelta(days=10)).isoformat()
RITIRATO, VECCHIO, MAI, NUOVO = "zqritirato", "zqvecchio", "zqmai", "Nome di oggi"
# Told with a kind of data and a figure of their own, or with no figure at all.
INDIRIZZI = [
    i
    for i in indirizzi()
    if i.startswith(("/monitoraggio/", "/incorpora/", "/dati/", "/api/v1/monitoraggio/"))
]


def _progetto(parola: str, **altro: Any) -> Progetto:
    """Behind every figure on projects, with its word in every name."""
    progetto = ProgettoFactory(
        titolo=f"Progetto {parola}",
        slug=f"progetto-{parola}",
        macroaree=["inclusione sociale"],
        temi=["casa"],
        partner=[f"Cooperativa {parola}"],
        **altro,
    )
    progetto.in_macroaree.update(is_prevalente=True)
    for codice, stato in (("I", "finanziata"), ("II", "ritirata")):
        FaseProgettoFactory(
            progetto=progetto,
            intervento=InterventoFactory(codice=codice),
            stato=stato,
            importo_concesso_eur=1000,
        )
    rendicontazione = RendicontazioneFactory(
        quadro__progetto=progetto, accettata=True, scadenza=OGGI - datetime.timedelta(days=30)
    )
    RilevazioneFactory(
        rendicontazione=rendicontazione, valore=40, indicatore__nome=f"Indicatore {parola}"
    )
    return progetto


def _altro(parola: str, progetto: Progetto, **campi: Any) -> None:
    nome = {"titolo": f"Titolo {parola}", "slug": f"titolo-{parola}"}
    evento = EventoFactory(**nome, data_inizio=IERI.replace(year=IERI.year - 1))
    RiepilogoIncontriFactory(
        evento=evento, titolo=f"Totale {parola}", presenze=90, persone=80, fonte=None,
        incontri=None, data_riferimento=evento.data_inizio,
    )  # fmt: skip
    LezioneFactory(pubblica=True, progetto=progetto, **nome)
    AdozioneFactory(pratica=PraticaFactory(pubblica=True, **nome))


@pytest.fixture
def mondo() -> SimpleNamespace:
    """Twenty days ago all was public; today one is withdrawn, one has another name."""
    tolto, corretto = _progetto(RITIRATO), _progetto(VECCHIO)
    _altro(RITIRATO, tolto)
    _altro(VECCHIO, corretto)
    interno = _progetto(MAI, non_pubblico=True)
    invecchia(20)
    _ritira(tolto)
    _correggi(corretto)
    cache.clear()
    return SimpleNamespace(tolto=tolto, corretto=corretto, interno=interno)


def _ritira(progetto: Progetto) -> None:
    Progetto.objects.filter(pk=progetto.pk).update(is_public=False)
    Evento.objects.filter(slug__contains=RITIRATO).update(is_public=False, is_riservato=True)
    for modello in (Lezione, Pratica):
        modello.objects.filter(slug__contains=RITIRATO).update(visibilita=Visibilita.TEAM)


def _correggi(progetto: Progetto) -> None:
    Progetto.objects.filter(pk=progetto.pk).update(titolo=NUOVO, slug="nome-di-oggi")
    Organizzazione.objects.filter(nome__contains=VECCHIO).update(nome="Cooperativa di oggi")
    Indicatore.objects.filter(nome__contains=VECCHIO).update(nome="Indicatore di oggi")
    RiepilogoIncontri.objects.filter(titolo__contains=VECCHIO).update(titolo="Totale di oggi")
    for modello in (Evento, Lezione, Pratica):
        modello.objects.filter(slug__contains=VECCHIO).update(
            titolo=f"{modello.__name__} di oggi", slug=f"{modello.__name__.lower()}-di-oggi"
        )


def _percorsi(indirizzo: str) -> Iterator[str]:
    """The address for every figure, where it names one."""
    valori = {
        "<alla>": ALLORA, "<slug>": f"progetto-{RITIRATO}", "<comune>": "uno", "<anno>": "2025",
        "<periodo>": "annuale", "<versione>": "1", "<id>": "1", "<nome>": "progetti.csv",
        "<etichetta>": "2026-01-01-0123456789ab",
    }  # fmt: skip
    for chiave, valore in valori.items():
        indirizzo = indirizzo.replace(chiave, valore)
    for codice in REGISTRO if "<codice>" in indirizzo else [""]:
        for che in ("figura", "record") if "<che>" in indirizzo else [""]:
            for formato in ("csv", "json", "svg") if "<formato>" in indirizzo else [""]:
                yield (
                    indirizzo.replace("<codice>", codice)
                    .replace("<che>", che)
                    .replace("<formato>", formato)
                )


def _corpo(risposta: HttpResponseBase) -> str:
    intestazioni = " ".join(f"{nome}: {valore}" for nome, valore in risposta.headers.items())
    corpo = risposta.getvalue() if hasattr(risposta, "getvalue") else b""
    return f"{intestazioni} {corpo.decode(errors='replace')}"


def _dette(client: Client, percorso: str, **query: str) -> list[str]:
    corpo = _corpo(client.get(percorso, query)).lower()
    return [
        f"{percorso} {query}: {' '.join(corpo[dove - 60 : dove + 40].split())}"
        for parola in (RITIRATO, VECCHIO, MAI)
        if (dove := corpo.find(parola)) >= 0 and parola not in percorso
    ]


def test_the_words_were_there_to_be_told(mondo: SimpleNamespace) -> None:
    """Else nothing below would prove anything: every kind of record is behind some figure."""
    progetti = Progetto.objects.filter(pk__in=(mondo.tolto.pk, mondo.corretto.pk))
    progetti.update(is_public=True)
    Evento.objects.update(is_public=True, is_riservato=False)
    for modello in (Lezione, Pratica):
        modello.objects.update(visibilita=Visibilita.PUBBLICA)

    tipi = {r.tipo for codice in REGISTRO for r in record(codice, Ambito(OGGI))}

    assert tipi == {
        "comuni.comune",
        "community.adozione",
        "community.evento",
        "community.lezione",
        "community.riepilogoincontri",
        "outcomes.indicatore",
        "outcomes.rendicontazione",
        "progetti.faseprogetto",
        "progetti.partenariato",
        "progetti.progetto",
        "progetti.transizionefase",
    }


@pytest.mark.parametrize("indirizzo", INDIRIZZI)
@pytest.mark.parametrize("query", [{}, {"conosciuto_al": ALLORA}, {"alla": ALLORA}], ids=str)
def test_no_address_tells_what_was_withdrawn_or_called_otherwise(
    client: Client, mondo: SimpleNamespace, indirizzo: str, query: dict[str, str]
) -> None:
    assert [p for percorso in _percorsi(indirizzo) for p in _dette(client, percorso, **query)] == []


@pytest.mark.parametrize("codice", [c for c, d in REGISTRO.items() if d.elenco or d.record])
def test_the_past_counts_as_many_records_and_names_those_of_today(
    mondo: SimpleNamespace, codice: str
) -> None:
    istante = timezone.now() - datetime.timedelta(days=5)

    detti = record(codice, Ambito(OGGI, conosciuto_al=istante))

    nominati = [r for r in detti if not r.riservati]
    taciuti = sum(r.riservati for r in detti)
    assert taciuti == len(nominati)
    assert nominati or codice == "contraddizioni"
    assert {r.url for r in nominati if "oggi" not in r.url} <= {""}


def test_what_is_no_more_is_not_named(client: Client, mondo: SimpleNamespace) -> None:
    Adozione.objects.all().delete()
    Progetto.objects.filter(pk=mondo.corretto.pk).update(is_public=False)

    dati = client.get(
        "/api/v1/monitoraggio/figure/adozioni/record/", {"conosciuto_al": ALLORA}
    ).json()

    assert (dati["results"], dati["riservati"]) == ([], 2)


# --- In bulk --------------------------------------------------------------------------------------
@pytest.mark.parametrize("tabella", SFUSE)
@pytest.mark.parametrize("formato", ["csv", "ndjson"])
def test_tables_in_bulk_tell_only_what_is_public(
    client: Client, mondo: SimpleNamespace, tabella: str, formato: str
) -> None:
    assert _dette(client, f"/api/v1/massa/{tabella}.{formato}") == []


@pytest.mark.parametrize("tabella", [c for c, t in SFUSE.items() if mutamenti_di(t)])
def test_of_what_was_withdrawn_since_only_the_keys_are_told(
    client: Client, mondo: SimpleNamespace, tabella: str
) -> None:
    risposta = client.get(f"/api/v1/massa/{tabella}.ndjson", {"since": f"{ALLORA}T00:00:00Z"})

    righe = [json.loads(riga) for riga in risposta.getvalue().splitlines()]

    assert "prossimo" in righe[-1], "told to the end"
    for riga in righe:
        if riga.get("ritirato"):
            assert riga.keys() == {"ritirato", "chiave", "quando"}
        else:
            assert not [parola for parola in (RITIRATO, VECCHIO, MAI) if parola in str(riga)]
    assert MAI not in str(righe)
