"""Whole tables: every public row once, from any key on, in both formats."""

import csv
import gzip
import io
from typing import Any

import pytest
from django.test import Client

from monitoraggio.aperti.massa import flusso, lettura
from monitoraggio.aperti.massa.copia import copia_di
from monitoraggio.aperti.massa.flusso import SFUSE
from tests.api.conftest import Leggi
from tests.monitoraggio.massa.aiuto import corpo, oggetti, scarica
from tests.progetti.factories import (
    FattoProgettoFactory,
    OrganizzazioneFactory,
    PartenariatoFactory,
    ProgettoFactory,
)

pytestmark = pytest.mark.django_db
TESTI_DIFFICILI = (
    *("", "=1+1", "'=1+1", "''+x", "-5", "@x", "\tx", "＝x", "'x", "x=1"),
    *("a,b", 'a"b', '"', "a\nb", "a\r\nb\r", "\n", "a\\nb", "\\.", "{\\}", "100%", "%s"),
    *("\x01a\x1f", "a\ufffeb", "\u2028", "àèìòù", "😀", " spazi ", "</script>", "\x7f", "/"),
)


@pytest.fixture
def poche_alla_volta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettura, "PRIME", 2)
    monkeypatch.setattr(lettura, "PER_GRUPPO", 3)
    monkeypatch.setattr(flusso, "PER_COPIA", 3)


@pytest.fixture
def progetti(poche_alla_volta: None) -> list[str]:
    for n in range(8):
        progetto = ProgettoFactory(slug=f"p-{n}", finanziato=True, temi=["casa", "anziani"])
        FattoProgettoFactory.create_batch(n % 3, progetto=progetto)
    ProgettoFactory(slug="nascosto", non_pubblico=True)
    ProgettoFactory(slug="finto", is_demo=True, comune__is_demo=True)
    return [f"p-{n}" for n in range(8)]


def test_every_public_row_comes_once_in_the_order_of_its_key(
    client: Client, progetti: list[str]
) -> None:
    assert [riga["slug"] for riga in oggetti(scarica(client, "progetti.ndjson"))] == progetti


@pytest.mark.parametrize("codice", SFUSE)
def test_both_formats_tell_the_same(client: Client, progetti: list[str], codice: str) -> None:
    tabella = SFUSE[codice]
    righe = oggetti(scarica(client, f"{codice}.ndjson"))
    dal_csv = list(csv.DictReader(io.StringIO(corpo(scarica(client, f"{codice}.csv")), newline="")))

    assert [_chiave(tabella, riga) for riga in righe] == [_chiave(tabella, r) for r in dal_csv]
    assert all(set(riga) == set(tabella.nomi) for riga in (*righe, *dal_csv))


@pytest.mark.parametrize("codice", ["progetti", "fasi", "progetti_temi", "fatti", "temi"])
def test_a_download_goes_on_after_any_row(client: Client, progetti: list[str], codice: str) -> None:
    righe = oggetti(scarica(client, f"{codice}.ndjson"))

    for n, riga in enumerate(righe, 1):
        dopo = "/".join(_chiave(SFUSE[codice], riga))
        assert oggetti(scarica(client, f"{codice}.ndjson", dopo=dopo)) == righe[n:]


def test_a_download_goes_on_after_a_row_that_is_there_no_longer(
    client: Client, progetti: list[str]
) -> None:
    righe = oggetti(scarica(client, "progetti.ndjson", dopo="p-3-tolto"))

    assert [riga["slug"] for riga in righe] == progetti[4:]


def test_limit_cuts_wherever_it_falls(client: Client, progetti: list[str]) -> None:
    tutte = oggetti(scarica(client, "progetti_temi.ndjson"))

    for limite in range(1, len(tutte) + 2):
        tagliate = oggetti(scarica(client, "progetti_temi.ndjson", limite=limite))
        assert tagliate == tutte[:limite]


def test_formulas_are_defused_in_csv_and_left_alone_in_json(client: Client) -> None:
    ProgettoFactory(titolo="=CMD()")

    [riga] = oggetti(scarica(client, "progetti.ndjson"))
    [dal_csv] = csv.DictReader(io.StringIO(corpo(scarica(client, "progetti.csv"))))

    assert (riga["titolo"], dal_csv["titolo"]) == ("=CMD()", "'=CMD()")


def test_answer_is_compressed_where_asked(client: Client, progetti: list[str]) -> None:
    chiara = corpo(scarica(client, "progetti.csv"))

    risposta: Any = client.get(
        "/api/v1/massa/progetti.csv", headers={"accept-encoding": "gzip, deflate"}
    )

    assert risposta.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in risposta.headers["Vary"]
    assert gzip.decompress(b"".join(risposta.streaming_content)).decode() == chiara


def test_the_mark_holds_until_something_changes(client: Client, progetti: list[str]) -> None:
    prima = scarica(client, "progetti.csv")
    corpo(prima)
    etag = {"if-none-match": prima.headers["ETag"]}
    uguale = client.get("/api/v1/massa/progetti.csv", headers=etag)

    assert (uguale.status_code, uguale.content) == (304, b"")
    assert uguale.headers["ETag"] == prima.headers["ETag"]
    assert client.get("/api/v1/massa/progetti.ndjson", headers=etag).status_code == 200


def test_index_leads_to_every_table(client: Client, leggi: Leggi) -> None:
    indice: Any = leggi("massa/")

    assert [voce["codice"] for voce in indice] == list(SFUSE)
    for voce in indice:
        assert client.head(voce["csv"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "campo"),
    [
        ({"limite": "0"}, "limite"),
        ({"limite": "-1"}, "limite"),
        ({"limite": "9" * 30}, "limite"),
        ({"limite": "٣"}, "limite"),
        ({"dopo": ""}, "dopo"),
        ({"dopo": "x" * 301}, "dopo"),
        ({"since": "ieri"}, "since"),
        ({"since": "2026-01-01"}, "since"),
        ({"since": "9999-12-31T23:59:59Z"}, "since"),
        ({"since": "1-00000000-1"}, "since"),
        ({"since": "1-00000000-" + "9" * 19}, "since"),
        ({"since": "2026-01-01T00:00:00Z", "limite": "3"}, "since"),
        ({"pippo": "1"}, "pippo"),
    ],
)
def test_what_cannot_be_asked_is_told(errore: Leggi, query: dict[str, str], campo: str) -> None:
    assert campo in errore("massa/progetti.ndjson", 400, **query)["fields"]


def test_a_key_of_more_columns_is_asked_whole(errore: Leggi) -> None:
    [messaggio] = errore("massa/fasi.csv", 400, dopo="solo-il-progetto")["fields"]["dopo"]

    assert "<progetto>/<intervento>" in messaggio


def test_a_table_that_is_not_there_is_told(errore: Leggi) -> None:
    assert "progetti" in errore("massa/iscrizione.csv", 404)["message"]


def test_one_client_takes_only_so_many_places(client: Client, settings: Any) -> None:
    settings.API_FLUSSI_PER_CLIENTE = 1
    ProgettoFactory()
    primo = scarica(client, "progetti.csv")

    secondo = client.get("/api/v1/massa/progetti.csv")
    corpo(primo)
    corpo(scarica(client, "progetti.csv"))

    assert secondo.status_code == 429
    assert int(secondo.headers["Retry-After"]) > 0
    assert "scaricamenti" in secondo.json()["message"]


def _chiave(tabella: Any, riga: dict[str, Any]) -> list[str]:
    return [str(riga[nome]) for nome in tabella.chiave]


def test_what_postgresql_writes_is_what_python_would(
    client: Client, progetti: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte by byte, whatever the texts hold."""
    OrganizzazioneFactory(nome="Ente «àè» 😀")
    for n, testo in enumerate(TESTI_DIFFICILI):
        progetto = ProgettoFactory(
            slug=f"s-{n}", titolo=testo, nota=testo, finanziato=True, macroaree=["abitare"]
        )
        FattoProgettoFactory(progetto=progetto, testo=testo or "x")
        PartenariatoFactory(progetto=progetto, impegno=testo)
    svelte = [codice for codice in SFUSE if copia_di(codice)]
    nomi = [f"{codice}.{formato}" for codice in svelte for formato in ("csv", "ndjson")]
    dal_database = {nome: corpo(scarica(client, nome)) for nome in nomi}

    monkeypatch.setattr(flusso, "copia_di", lambda codice: None)

    assert {"progetti", "fasi", "transizioni", "fatti", "partenariati"} <= set(svelte)
    for nome in nomi:
        assert dal_database[nome] == corpo(scarica(client, nome)), nome
