"""Whatever is asked, a clear Italian answer with the right status and never a fault.

Written cases first, then rubbish at random (the same at each run) on every public address, API
included, and on the lists of the management area. See also tests/api/test_fuzz.py.
"""

import json
import random
import re
from collections.abc import Iterator
from html import unescape
from itertools import chain
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from community.filters import EventoFilter
from comuni.filters import ComuneFilter
from fis_portal.core.api.schema import schema_openapi
from monitoraggio.cruscotto import CruscottoForm, FiguraForm
from monitoraggio.forms import DimostrativiForm, FigureForm
from progetti.filters import ProgettoFilter
from tests.accounts.factories import UserFactory
from tests.matrice.dati import crea_dati
from tests.matrice.indirizzi import PREFISSO_ADMIN, riempi
from tests.matrice.lettura import prova_senza_traccia
from tests.matrice.tavola import TAVOLA

RICHIESTE = 300
RICHIESTE_GESTIONE = 100
AMMESSI = {200, 301, 302, 400, 401, 403, 404, 405, 406, 410, 413, 429}
AMMESSI_GESTIONE = AMMESSI | {403}  # nobody deletes a line of a log
PAROLE_INGLESI = re.compile(
    r"\b(not found|invalid|error|must be|this field|required|bad request|allowed|select a)\b",
    re.IGNORECASE,
)
PUBBLICI = [indirizzo for indirizzo in TAVOLA if not indirizzo.startswith(PREFISSO_ADMIN)]
PARAMETRI = {
    "/progetti/": (*ProgettoFilter.base_filters, "vista", "page"),
    "/progetti/esporta.csv": tuple(ProgettoFilter.base_filters),
    "/progetti/esporta.xlsx": tuple(ProgettoFilter.base_filters),
    "/comuni/": (*ComuneFilter.base_filters, "tutti", "page"),
    "/eventi/": (*EventoFilter.base_filters, "page"),
    "/eventi/calendario.ics": tuple(EventoFilter.base_filters),
    "/monitoraggio/": tuple(FigureForm.base_fields),
    "/monitoraggio/cruscotto/": tuple(CruscottoForm.base_fields),
    "/monitoraggio/dati/<codice>/": tuple(FiguraForm.base_fields),
    "/monitoraggio/report/": (*DimostrativiForm.base_fields, "page"),
    "/monitoraggio/report/<anno>/<periodo>/": ("versione", "dimostrativi"),
    "/parere/": ("percorso", "voto", "motivo", "testo"),
    "/parere/grazie/": ("percorso",),
}
VALORI = (
    *("", "0", "-1", "1", "2", "9" * 25, "1.5", "1e9", "NaN", "٣", "0x10", "+1", " 1", "1_0"),
    *("2026-02-30", "31/02/2026", "0000-00-00", "99999-01-01", "2026-13-01", "ieri", "2024-01-01"),
    *("\x00", "a\x00b", "\r\nSet-Cookie: a=b", "\u2028", "\ufeff", "\u202e", "\x1b[31m", "\ud800"),
    *("' OR 1=1 --", "'; DROP TABLE x; --", '"', "\\", "%", "%25", "*", "a:*&|!", "(((", "{{7*7}}"),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)"),
    *("../../etc/passwd", "..\\..\\", "/", "//", "https://cattivo.example/", "${jndi:ldap://x}"),
    *("null", "None", "undefined", "true", "[]", "{}", "on", "x" * 300, "x" * 6000, "😀" * 200),
    *("II", "toscana", "elenco", "mappa", "csv", "pdf"),
)  # fmt: skip
# As they stand in an address: what no client writes, and what breaks decoders.
GREZZI = (
    "%",
    "%zz",
    "%ff%fe",
    "%c0%af",
    "%ed%a0%80",
    "%00",
    "%0d%0a",
    "+",
    "&&",
    "=",
    "%u0041",
    ";",
)


@pytest.fixture(scope="module")
def dati(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock(), transaction.atomic():
        dati = crea_dati()
        dati.superuser = UserFactory(superuser=True)
        yield dati
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _con_dati(dati: SimpleNamespace, db: None) -> None:
    """Every test of this module has the rows."""


def _messaggio(risposta: HttpResponse) -> str:
    """What a person reads of an error."""
    testo = risposta.getvalue().decode()
    if risposta.headers["Content-Type"].startswith("application/json"):
        corpo = json.loads(testo)
        assert set(corpo) == {"code", "message", "fields"}
        return " ".join([corpo["message"], *chain.from_iterable(corpo["fields"].values())])
    if risposta.headers["Content-Type"].startswith("text/plain"):  # of a chart as a file
        return testo
    principale = re.search(r"<main.*?</main>", testo, re.DOTALL)
    assert principale is not None, f"{risposta.status_code} {testo[:200]}"
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", principale[0])))


def _controlla(risposta: HttpResponse, richiesta: str) -> None:
    assert risposta.status_code in AMMESSI, f"{richiesta}: {risposta.status_code}"
    corpo = risposta.getvalue()  # (reading a file to its end closes it)
    if risposta.status_code >= 400 and corpo:  # no words for HEAD and for machines
        messaggio = _messaggio(risposta)
        assert len(messaggio) > 10, richiesta
        # What was asked may be told again: it is no word of ours.
        nostro = re.sub(r"«[^»]*»", "", messaggio)
        assert not PAROLE_INGLESI.search(nostro), f"{richiesta}: {messaggio}"


# --- Written cases ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("indirizzo", "stato", "messaggio"),
    [
        # Filters nobody reads
        ("/progetti/?colore=blu", 400, "Il filtro «colore» non esiste."),
        ("/progetti/esporta.csv?colore=blu", 400, "Il filtro «colore» non esiste."),
        ("/progetti/esporta.xlsx?vista=mappa", 400, "Il filtro «vista» non esiste."),
        ("/comuni/?colore=blu", 400, "Il filtro «colore» non esiste."),
        ("/eventi/?colore=blu", 400, "Il filtro «colore» non esiste."),
        ("/monitoraggio/?colore=blu", 400, "Il parametro «colore» non esiste."),
        ("/monitoraggio/report/?colore=blu", 400, "Il parametro «colore» non esiste."),
        ("/api/v1/progetti/?colore=blu", 400, "Parametro sconosciuto. Quelli ammessi sono:"),
        ("/api/v1/progetti/%00/", 404, "La pagina cercata non esiste."),
        # Values nobody knows
        ("/progetti/?tema=inventato", 400, "«inventato» non è tra i valori possibili."),
        ("/progetti/?vista=globo", 400, "La vista può essere «elenco» oppure «mappa»."),
        ("/comuni/?regione=atlantide", 400, "«atlantide» non è tra i valori possibili."),
        ("/eventi/?tipo=festa", 400, "«festa» non è tra i valori possibili."),
        ("/progetti/?dimostrativi=forse", 400, "Scrivi 1 per sì oppure 0 per no."),
        ("/comuni/?tutti=forse", 400, "Il filtro «tutti» accetta solo il valore 1."),
        # Dates
        ("/monitoraggio/?alla=2026-02-30", 400, "«2026-02-30» non è una data"),
        ("/monitoraggio/?alla=ieri", 400, "«ieri» non è una data"),
        ("/monitoraggio/?alla=9999-12-31", 400, "deve ancora venire"),
        ("/monitoraggio/dati/imbuto/?alla=31/02/2026", 400, "«31/02/2026» non è una data"),
        ("/monitoraggio/dati/imbuto/?formato=doc", 400, "L'unico formato di questa pagina è csv."),
        ("/eventi/?anno=duemila", 400, "Anno"),
        ("/api/v1/monitoraggio/figure/imbuto/?alla=ieri", 400, "alla"),
        # Pages
        ("/progetti/?page=0", 404, "La pagina «0» di questo elenco non esiste"),
        ("/progetti/?page=-1", 404, "La pagina «-1» di questo elenco non esiste"),
        ("/progetti/?page=99999999999999999999", 404, "di questo elenco non esiste"),
        ("/progetti/?page=due", 404, "La pagina «due» di questo elenco non esiste"),
        ("/comuni/?page=500", 404, "La pagina «500» di questo elenco non esiste"),
        ("/eventi/?page=500", 404, "La pagina «500» di questo elenco non esiste"),
        ("/monitoraggio/report/?page=500", 404, "La pagina «500» di questo elenco non esiste"),
        ("/api/v1/progetti/?page=500", 404, "La pagina 500 non esiste: l'ultima è la 1."),
        ("/api/v1/progetti/?page=-1", 400, "Scrivi un numero intero da 1 in su."),
        ("/api/v1/progetti/?page_size=100000", 400, "page_size"),
        # Long and strange texts
        (f"/progetti/?q={'a' * 5000}", 400, "più di 200 caratteri"),
        ("/progetti/?q=%00", 400, "I caratteri null non sono ammessi."),
        ("/comuni/?q=a%00b", 400, "I caratteri null non sono ammessi."),
        # The same parameter twice
        ("/progetti/?q=casa&q=scuola", 400, "accetta un solo valore"),
        ("/monitoraggio/?alla=2024-01-01&alla=2025-01-01", 400, "accetta un solo valore"),
        ("/api/v1/progetti/?q=casa&q=scuola", 400, "Indica un solo valore."),
        # Rows that do not exist
        ("/progetti/non-esiste/", 404, "Pagina non trovata"),
        ("/progetti/NON_ESISTE--/", 404, "Pagina non trovata"),
        ("/comuni/roma%20capitale/", 404, "Pagina non trovata"),
        ("/temi/<script>/", 404, "Pagina non trovata"),
        ("/eventi/%E0%A4%A/", 404, "Pagina non trovata"),
        ("/monitoraggio/dati/inventata/", 404, "inventata"),
        ("/monitoraggio/report/2024/t9/", 404, "Pagina non trovata"),
        ("/monitoraggio/report/99999999999/m01/", 404, "Pagina non trovata"),
        ("/monitoraggio/report/2024/t3/1/exe", 404, "Pagina non trovata"),
        ("/api/v1/comuni/000000/", 404, "«000000» non esiste, o non è pubblico."),
        ("/api/v1/monitoraggio/report/999999999999999999/", 404, "Nessun dato pubblico"),
        (f"/{'a' * 3000}/", 404, "Pagina non trovata"),
    ],
)  # fmt: skip
def test_a_wrong_address_is_told_in_italian(
    client: Client, indirizzo: str, stato: int, messaggio: str
) -> None:
    risposta = client.generic("GET", indirizzo)

    assert risposta.status_code == stato
    assert messaggio in _messaggio(risposta)
    _controlla(risposta, indirizzo)


@pytest.mark.parametrize("corpo", ["{", '{"q": ', "null", "[1, 2", "\x00", "x" * 1000])
@pytest.mark.parametrize("indirizzo", ["/api/v1/progetti/", "/api/v1/monitoraggio/figure/imbuto/"])
def test_malformed_json_for_an_address_that_is_only_read(
    client: Client, indirizzo: str, corpo: str
) -> None:
    risposta = client.generic("POST", indirizzo, corpo, content_type="application/json")

    assert risposta.status_code == 405
    assert risposta.json()["message"] == "L'indirizzo si può solo leggere: usa il metodo GET."


@pytest.mark.parametrize("tipo", ["text/html", "application/xml", "text/csv", "inventato", "*"])
def test_the_api_answers_json_whatever_is_accepted(client: Client, tipo: str) -> None:
    risposta = client.get("/api/v1/temi/", headers={"Accept": tipo})

    assert risposta.status_code in (200, 406)
    assert risposta.headers["Content-Type"].startswith("application/json")
    _controlla(risposta, tipo)


@pytest.mark.parametrize(
    "richiesta",
    [
        {"headers": {"X-HTTP-Method-Override": "DELETE"}},
        {"headers": {"X-Method-Override": "PUT"}},
        {"query_params": {"_method": "DELETE"}},
    ],
)
@pytest.mark.parametrize("indirizzo", ["/progetti/", "/api/v1/progetti/"])
def test_the_method_cannot_be_overridden(
    client: Client, indirizzo: str, richiesta: dict[str, Any]
) -> None:
    letta = client.get(indirizzo, **richiesta)
    scritta = client.post(indirizzo, **richiesta)

    assert letta.status_code in (200, 400)  # an unknown parameter is told
    assert scritta.status_code == 405


@pytest.mark.parametrize(
    "campi",
    [
        {},
        {"voto": "6"},
        {"voto": "-1"},
        {"voto": "tre"},
        {"voto": "9" * 400},
        {"voto": "3", "testo": "x" * 501},
        {"voto": "3", "motivo": "inventato"},
        {"voto": "3", "percorso": "x" * 301},
        {"voto": "3", "testo": "a\x00b"},
        {"voto": ["1", "x"]},
    ],
)
def test_a_wrong_opinion_is_told_beside_the_field(client: Client, campi: dict[str, Any]) -> None:
    risposta = client.post("/parere/", campi)

    assert risposta.status_code == 400
    _controlla(risposta, str(campi))


# --- Rubbish at random --------------------------------------------------------------------------
def _spazzatura(caso: random.Random, nomi: tuple[str, ...]) -> str:
    """A query string: known and unknown names, repeated, well or badly encoded."""
    coppie = []
    for _n in range(caso.randint(1, 4)):
        nome = caso.choice((*nomi, *nomi, "pippo", "\x00", "q", "page[]", "è"))
        valore = caso.choice(GREZZI) if caso.random() < 0.2 else _codifica(caso.choice(VALORI))
        coppie.append(f"{_codifica(nome)}={valore}")
    return "&".join(coppie)


def _codifica(testo: str) -> str:
    return quote(testo, safe="", errors="surrogatepass")


def _richiesta_pubblica(caso: random.Random, dati: SimpleNamespace) -> str:
    indirizzo = caso.choice(PUBBLICI)
    valori = TAVOLA[indirizzo].parametri(dati)
    if valori and caso.random() < 0.4:
        sbagliato = caso.choice(list(valori))
        valori[sbagliato] = _codifica(caso.choice(VALORI)) or "-"
    nomi = PARAMETRI.get(indirizzo, ()) or _parametri_api(indirizzo)
    return f"{riempi(indirizzo, valori)}?{_spazzatura(caso, nomi)}"


def _parametri_api(indirizzo: str) -> tuple[str, ...]:
    percorso = schema_openapi()["paths"].get(re.sub(r"<(\w+)>", r"{\1}", indirizzo), {})
    return tuple(p["name"] for p in percorso.get("get", {}).get("parameters", []))


@pytest.mark.parametrize("decina", range(10))
def test_rubbish_on_the_public_addresses_never_breaks_them(
    client: Client, dati: SimpleNamespace, decina: int
) -> None:
    caso = random.Random(f"pubblici {decina}")

    for _n in range(RICHIESTE // 10):
        richiesta = _richiesta_pubblica(caso, dati)
        metodo = caso.choice(("GET", "GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE"))
        with prova_senza_traccia(sola_lettura=metodo in ("GET", "HEAD")) as scritture:
            risposta = client.generic(metodo, richiesta)
        _controlla(risposta, f"{metodo} {richiesta}")
        assert not scritture, f"{metodo} {richiesta}"


@pytest.mark.parametrize("decina", range(10))
def test_rubbish_on_the_management_area_never_breaks_it(
    client: Client, dati: SimpleNamespace, decina: int
) -> None:
    client.force_login(dati.superuser)
    caso = random.Random(f"gestione {decina}")
    liste = list(admin.site._registry.items())

    for _n in range(RICHIESTE_GESTIONE // 10):
        model, model_admin = caso.choice(liste)
        radice = f"{PREFISSO_ADMIN}{model._meta.app_label}/{model._meta.model_name}/"
        pagina = caso.choice(("", "", "", "{}/change/", "{}/history/", "{}/delete/", "{}/"))
        nomi = ("q", "p", "o", "all", "e", "_popup", "_to_field", "id__exact", "pk__in")
        nomi += tuple(str(f[0] if isinstance(f, tuple) else f) for f in model_admin.list_filter)
        pk = _codifica(caso.choice(VALORI)) or "-"
        richiesta = f"{radice}{pagina.format(pk)}?{_spazzatura(caso, nomi)}"
        with prova_senza_traccia(sola_lettura=True) as scritture:
            risposta = client.generic("GET", richiesta)
        assert risposta.status_code in AMMESSI_GESTIONE, richiesta
        assert not scritture, richiesta
