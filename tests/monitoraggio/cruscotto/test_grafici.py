"""Charts as files: what they say by themselves, what they never say, how they are kept."""

import csv
import datetime
import io
import re
import xml.etree.ElementTree as ET
import zlib

import pytest
from django.test import Client
from django.utils import timezone

from progetti.enums import TipoOrganizzazione
from tests.community.factories import EventoFactory, PartecipazioneFactory, PersonaFactory
from tests.progetti.factories import OrganizzazioneFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"
IERI = (timezone.localdate() - datetime.timedelta(days=1)).isoformat()


def grafico(codice: str, formato: str) -> str:
    return f"/monitoraggio/grafici/{codice}.{formato}"


def disegno_di(contenuto: bytes) -> ET.Element:
    return ET.fromstring(contenuto)  # noqa: S314 - our own drawing


def righe(contenuto: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(contenuto.decode())))


def parole_del_png(contenuto: bytes) -> dict[str, str]:
    """The iTXt chunks of a PNG, each with its checksum right."""
    trovate, posto = {}, 8
    while posto < len(contenuto):
        lungo = int.from_bytes(contenuto[posto : posto + 4])
        pezzo = contenuto[posto + 4 : posto + 8 + lungo]
        somma = contenuto[posto + 8 + lungo : posto + 12 + lungo]
        assert int.from_bytes(somma) == zlib.crc32(pezzo)
        if pezzo.startswith(b"iTXt"):
            chiave, _resto, testo = pezzo[4:].partition(b"\0\0\0it\0\0")
            trovate[chiave.decode()] = testo.decode()
        posto += 12 + lungo
    return trovate


@pytest.fixture
def pochi_di_un_ente(db: None) -> None:
    """Twelve people of public bodies, seven of universities, three of charities."""
    evento = EventoFactory(data_inizio=datetime.date(2025, 3, 1))
    for tipo, quante in (
        (TipoOrganizzazione.PA, 12),
        (TipoOrganizzazione.UNIVERSITA, 7),
        (TipoOrganizzazione.ETS, 3),
    ):
        ente = OrganizzazioneFactory(tipo=tipo)
        for persona in PersonaFactory.create_batch(quante):
            PartecipazioneFactory(evento=evento, persona=persona, organizzazione=ente)


@pytest.mark.usefixtures("due_regioni")
def test_an_svg_says_by_itself_what_it_counts_of_when_and_whose(client: Client) -> None:
    risposta = client.get(grafico("regioni", "svg"), {"alla": IERI})

    disegno = disegno_di(risposta.content)
    testo = " ".join(disegno.itertext())
    assert risposta["Content-Type"].startswith("image/svg+xml")
    assert disegno.get("role") == "img"
    assert disegno.findtext(f"{SVG}title") == "Progetti per Regione"
    assert "Progetti finanziati in 2 Regioni su 20." in (disegno.findtext(f"{SVG}desc") or "")
    assert "Calcolato dal portale al" in testo
    assert f"/monitoraggio/dati/regioni/?alla={IERI}" in testo.replace(" ", "")
    assert "CC-BY 4.0" in testo


@pytest.mark.usefixtures("due_regioni")
def test_an_svg_carries_its_fonts_and_asks_nobody_for_anything(client: Client) -> None:
    risposta = client.get(grafico("macroaree", "svg"))

    testo = risposta.content.decode()
    indirizzi = set(re.findall(r'(?:url\(|href=")([^)"]{1,12})', testo))
    assert "font-family: 'Titillium Web'; font-weight: 400; src: url(data:font/woff2" in testo
    assert {indirizzo for indirizzo in indirizzi if not indirizzo.startswith("data:")} == set()
    assert "sandbox" in risposta["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in risposta["Content-Security-Policy"]


@pytest.mark.usefixtures("due_regioni")
def test_a_png_is_the_same_bytes_and_holds_its_words(client: Client) -> None:
    primo = client.get(grafico("macroaree", "png"), {"regione": "09"})
    secondo = client.get(grafico("macroaree", "png"), {"regione": "09"})

    assert primo.content.startswith(b"\x89PNG")
    assert primo.content == secondo.content
    parole = parole_del_png(primo.content)
    assert parole["Title"] == "Progetti per macroarea"
    assert "Inclusione sociale è la macroarea più frequente" in parole["Description"]


@pytest.mark.usefixtures("due_regioni")
def test_the_csv_is_the_table_of_the_figure_with_its_cells_and_filters(client: Client) -> None:
    risposta = client.get(
        grafico("macroaree", "csv"), {"regione": "toscana", "per": "comune", "alla": IERI}
    )

    tabella = righe(risposta.content)
    assert {riga["filtri"] for riga in tabella} == {"Regione: Toscana"}
    assert [(r["voce"], r["valore"]) for r in tabella if not r["comune"]] == [
        ("inclusione-sociale", "2"),
        ("animazione-culturale", "1"),
    ]
    assert [(r["comune"], r["voce"], r["valore"]) for r in tabella if r["comune"]] == [
        ("Lucca", "inclusione-sociale", "1"),
        ("Lucca", "animazione-culturale", "1"),
        ("Pisa", "inclusione-sociale", "1"),
        ("Pisa", "animazione-culturale", "0"),
    ]


@pytest.mark.usefixtures("pochi_di_un_ente")
def test_small_cells_are_nowhere_in_the_files(client: Client) -> None:
    tabella = righe(client.get(grafico("persone-enti", "csv")).content)
    disegno = disegno_di(client.get(grafico("persone-enti", "svg")).content)
    parole = parole_del_png(client.get(grafico("persone-enti", "png")).content)

    valori = {riga["voce"]: (riga["valore"], riga["soppressa"]) for riga in tabella}
    assert valori[TipoOrganizzazione.ETS] == ("", "sì")
    assert valori[TipoOrganizzazione.UNIVERSITA] == ("", "sì"), "by subtraction it would tell"
    assert valori[TipoOrganizzazione.PA] == ("12", "no")
    scritti = [testo.strip() for testo in disegno.itertext()]
    assert scritti.count("n.d.") == 2
    assert not {"3", "7"} & set(scritti)
    assert re.findall(r"\b[37]\b", " ".join(parole.values())) == []


def test_demonstrative_data_say_so_in_every_format(client: Client) -> None:
    ProgettoFactory(finanziato=True, dimostrativo=True, macroaree=["inclusione sociale"])
    query = {"dimostrativi": "1"}

    disegno = client.get(grafico("macroaree", "svg"), query)
    parole = parole_del_png(client.get(grafico("macroaree", "png"), query).content)
    tabella = client.get(grafico("macroaree", "csv"), query)

    assert "Dati dimostrativi: Comuni, progetti e importi" in disegno.content.decode()
    assert parole["Description"].startswith("Dati dimostrativi")
    assert {riga["dimostrativo"] for riga in righe(tabella.content)} == {"sì"}
    assert all("-dimostrativo." in r["Content-Disposition"] for r in (disegno, tabella))


@pytest.mark.usefixtures("due_regioni")
@pytest.mark.parametrize("formato", ["svg", "png", "csv"])
def test_who_already_has_a_file_is_not_sent_it_again(client: Client, formato: str) -> None:
    prima = client.get(grafico("macroaree", formato), {"alla": IERI})
    poi = client.get(
        grafico("macroaree", formato), {"alla": IERI}, headers={"If-None-Match": prima["ETag"]}
    )
    ProgettoFactory(finanziato=True, macroaree=["inclusione sociale"])
    cambiato = client.get(
        grafico("macroaree", formato), {"alla": IERI}, headers={"If-None-Match": prima["ETag"]}
    )

    assert (poi.status_code, poi.content) == (304, b"")
    assert prima["Cache-Control"] == "public, max-age=86400"
    assert cambiato.status_code == 200
    assert cambiato["ETag"] != prima["ETag"]


@pytest.mark.usefixtures("due_regioni")
def test_what_was_known_on_a_past_day_never_changes_and_may_be_kept(client: Client) -> None:
    allora = client.get(grafico("progetti", "csv"), {"alla": IERI, "conosciuto_al": IERI})
    adesso = client.get(grafico("progetti", "csv"), {"alla": IERI})

    # The rows were written a moment ago: yesterday nobody knew of them.
    assert [riga["valore"] for riga in righe(allora.content)] == ["0"]
    assert [riga["valore"] for riga in righe(adesso.content)] == ["3"]
    assert allora["Cache-Control"] == "public, max-age=31536000, immutable"
    assert adesso["Cache-Control"] == "public, max-age=86400"


@pytest.mark.usefixtures("due_regioni")
def test_a_card_says_as_of_which_records_it_speaks(client: Client) -> None:
    pagina = client.get("/monitoraggio/dati/progetti/", {"alla": IERI, "conosciuto_al": IERI})
    carta = client.get("/incorpora/figure/progetti/", {"alla": IERI, "conosciuto_al": IERI})

    assert f"alla={IERI}&amp;conosciuto_al={IERI}" in pagina.content.decode()
    assert "Come i dati risultavano il" in carta.content.decode()


@pytest.mark.parametrize("formato", ["svg", "png", "csv"])
@pytest.mark.parametrize(
    ("codice", "query", "messaggio"),
    [
        ("macroaree", {"per": "macroarea"}, "non si può dividere per «macroarea»"),
        ("macroaree", {"regione": "atlantide"}, "«atlantide» non è tra i valori possibili"),
        ("macroaree", {"alla": "2999-01-01"}, "deve ancora venire"),
        ("macroaree", {"colore": "blu"}, "Il parametro «colore» non esiste"),
    ],
)
def test_wrong_requests_are_told(
    client: Client, formato: str, codice: str, query: dict[str, str], messaggio: str
) -> None:
    risposta = client.get(grafico(codice, formato), query)

    assert risposta.status_code == 400
    assert messaggio in risposta.content.decode()


@pytest.mark.parametrize("nome", ["inesistente.svg", "macroaree.gif"])
def test_what_does_not_exist_is_not_found(client: Client, nome: str) -> None:
    assert client.get(f"/monitoraggio/grafici/{nome}").status_code == 404


def test_where_there_is_nothing_to_draw_the_table_still_answers(client: Client) -> None:
    disegno = client.get(grafico("macroaree", "png"))

    assert disegno.status_code == 404
    assert "nulla da disegnare" in disegno.content.decode()
    assert client.get(grafico("macroaree", "csv")).status_code == 200
