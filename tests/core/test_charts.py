import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from itertools import combinations
from math import dist
from typing import Any

import pytest

from fis_portal.core.charts import (
    AreaMappa,
    Barre,
    Grafico,
    Imbuto,
    Linea,
    Mappa,
    PuntoMappa,
    Voce,
)
from fis_portal.core.charts.disegno import (
    BARRA,
    BARRA_SCURA,
    LINEA,
    TESTO,
    TESTO_SECONDARIO,
    a_capo,
    misura,
    num,
)
from fis_portal.core.charts.mappa import RAGGIO, TINTE

SVG = "{http://www.w3.org/2000/svg}"
OSTILE = "<script>alert(1)</script> & \"x\" 'y' \x00\u202e"
MACROAREE = [
    Voce(etichetta="Inclusione sociale", valore=16),
    Voce(etichetta="Animazione culturale", valore=5),
    Voce(etichetta="Lotta alla dispersione scolastica", valore=1),
]
TAG_AMMESSI = {
    *("svg", "title", "desc", "g", "a", "text", "rect", "line", "path"),
    *("polygon", "polyline", "circle", "pattern"),
}
COMUNI = {
    "Torino": (45.07, 7.69),
    "Milano": (45.46, 9.19),
    "Firenze": (43.77, 11.25),
    "Prato": (43.88, 11.10),
    "Roma": (41.89, 12.48),
    "Lecce": (40.35, 18.17),
}


def _barre(voci: list[Voce], **altro: Any) -> Grafico:
    base = {"id": "g", "titolo": "T", "descrizione": "D", "intestazione": "Voce", "unita": "N."}
    return Barre(**{**base, "voci": voci, **altro}).render()


def _imbuto(voci: list[Voce], **altro: Any) -> Grafico:
    base = {"id": "g", "titolo": "T", "descrizione": "D", "intestazione": "Fase", "unita": "N."}
    return Imbuto(**{**base, "voci": voci, **altro}).render()


def _linea(voci: list[Voce], **altro: Any) -> Grafico:
    base = {"id": "g", "titolo": "T", "descrizione": "D", "intestazione": "Mese", "unita": "N."}
    return Linea(**{**base, "voci": voci, **altro}).render()


def _mappa(**altro: Any) -> Grafico:
    return Mappa(**{"id": "g", "titolo": "T", "descrizione": "D", **altro}).render()


def _punti(**altro: Any) -> list[PuntoMappa]:
    return [PuntoMappa(nome=n, lat=lat, lon=lon, **altro) for n, (lat, lon) in COMUNI.items()]


def _ostili() -> list[Grafico]:
    voci = [Voce(etichetta=OSTILE, valore=3, pubblicato=4), Voce(etichetta="b", valore=None)]
    dette = {"titolo": OSTILE, "descrizione": OSTILE, "intestazione": OSTILE, "unita": OSTILE}
    punto = PuntoMappa(nome=OSTILE, lat=45.0, lon=9.0, href=f"/comuni/{OSTILE}/")
    return [
        _barre(voci, denominatore=5, **dette),
        _imbuto(voci, **dette),
        _linea(voci, **dette),
        _mappa(titolo=OSTILE, descrizione=OSTILE, punti=[punto]),
        _mappa(titolo=OSTILE, aree=[AreaMappa(codice="01", valore=2)], unita=OSTILE),
    ]


def _albero(grafico: Grafico) -> ET.Element:
    return ET.fromstring(grafico.svg)  # noqa: S314 - our own output


def _testi(grafico: Grafico) -> list[str]:
    return [t.text or "" for t in _albero(grafico).iter(f"{SVG}text")]


def _rettangoli(grafico: Grafico, riempimento: str) -> list[ET.Element]:
    return [r for r in _albero(grafico).iter(f"{SVG}rect") if r.get("fill") == riempimento]


# --- Every chart ----------------------------------------------------------------------------------


@pytest.mark.parametrize("grafico", _ostili())
def test_every_text_is_escaped_and_nothing_needs_a_looser_csp(grafico: Grafico) -> None:
    radice = _albero(grafico)

    tag = {elemento.tag.removeprefix(SVG) for elemento in radice.iter()}
    assert tag <= TAG_AMMESSI
    attributi = {nome for elemento in radice.iter() for nome in elemento.attrib}
    assert "style" not in attributi
    assert not [nome for nome in attributi if nome.startswith("on")]
    assert "\x00" not in grafico.svg
    assert "\u202e" not in grafico.svg


@pytest.mark.parametrize("grafico", _ostili())
def test_every_chart_has_a_name_and_a_description(grafico: Grafico) -> None:
    radice = _albero(grafico)
    titolo, descrizione = radice[0], radice[1]

    assert (titolo.tag, descrizione.tag) == (f"{SVG}title", f"{SVG}desc")
    assert radice.get("aria-labelledby") == f"{titolo.get('id')} {descrizione.get('id')}"
    assert radice.get("viewBox")
    id_usati = [e.get("id") for e in radice.iter() if e.get("id")]
    assert len(id_usati) == len(set(id_usati))
    assert all(str(id).startswith("g-") for id in id_usati)


@pytest.mark.parametrize("grafico", _ostili())
def test_every_chart_comes_with_its_table(grafico: Grafico) -> None:
    assert grafico.righe
    assert {len(riga) for riga in grafico.righe} == {len(grafico.intestazioni)}


def test_the_same_data_always_give_the_same_picture() -> None:
    assert [g.svg for g in _ostili()] == [g.svg for g in _ostili()]


@pytest.mark.parametrize("id", ["", "1a", "a b", 'a"b', "è"])
def test_ids_that_would_break_the_page_are_refused(id: str) -> None:
    with pytest.raises(ValueError, match="not a valid id"):
        _barre(MACROAREE, id=id)


@pytest.mark.parametrize("costruttore", [_barre, _imbuto, _linea])
def test_charts_without_data_still_stand(costruttore: Any) -> None:
    vuoto = costruttore([])
    nulli = costruttore([Voce(etichetta="a", valore=None), Voce(etichetta="b", valore=0)])

    assert vuoto.righe == ()
    assert nulli.righe[0][1] == "non misurato"
    assert nulli.righe[1][1] == "0"


@pytest.mark.parametrize("costruttore", [_barre, _imbuto, _linea])
def test_negative_values_are_refused_and_not_drawn_as_something_else(costruttore: Any) -> None:
    with pytest.raises(ValueError, match="no negative values"):
        costruttore([Voce(etichetta="a", valore=-1)])


def _luminanza(colore: str) -> float:
    canali = [int(colore[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canali)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrasto(uno: str, altro: str) -> float:
    chiaro, scuro = sorted((_luminanza(uno), _luminanza(altro)), reverse=True)
    return (chiaro + 0.05) / (scuro + 0.05)


def test_colours_pass_wcag_aa() -> None:
    assert _contrasto(TESTO_SECONDARIO, "#FFFFFF") >= 4.5
    assert all(_contrasto(TESTO, fondo) >= 4.5 for fondo in ("#FFFFFF", *TINTE))
    assert all(_contrasto(segno, "#FFFFFF") >= 3 for segno in (BARRA, BARRA_SCURA, LINEA))
    assert _contrasto("#FFFFFF", BARRA_SCURA) >= 4.5


# --- Words that fit -------------------------------------------------------------------------------


@pytest.mark.parametrize("larghezza", [60, 120, 300])
def test_long_names_wrap_and_every_line_fits(larghezza: int) -> None:
    nome = "Precipitevolissimevolmente: servizi per l'invecchiamento attivo delle persone"

    righe = a_capo(nome, larghezza, 15)

    assert all(misura(riga, 15) <= larghezza for riga in righe)
    assert "".join(righe).replace(" ", "") == nome.replace(" ", "")


@pytest.mark.parametrize(
    ("valore", "scritto"), [(0.04, "0"), (-0.04, "0"), (1.0, "1"), (2.25, "2.2")]
)
def test_coordinates_are_written_short(valore: float, scritto: str) -> None:
    assert num(valore) == scritto


@pytest.mark.parametrize("larghezza", [320, 440, 560, 640, 900])
def test_values_beside_bars_stay_inside_the_drawing(larghezza: int) -> None:
    grafico = _barre(
        [Voce(etichetta="Dotazione dell'Intervento " * 6, valore=Decimal("10000000.55"))],
        in_euro=True,
        larghezza=larghezza,
    )

    for testo in _albero(grafico).iter(f"{SVG}text"):
        fine = float(testo.get("x", 0)) + misura(testo.text or "", float(testo.get("font-size", 0)))
        assert fine <= larghezza


# --- Bars -----------------------------------------------------------------------------------------


def test_bars_print_counts_shares_and_the_reason_of_101() -> None:
    grafico = _barre(MACROAREE, denominatore=22)

    assert {"16 (73\u00a0%)", "5 (23\u00a0%)", "1 (5\u00a0%)"} <= set(_testi(grafico))
    assert grafico.intestazioni == ("Voce", "N.", "Quota su 22")
    assert grafico.righe[0] == ("Inclusione sociale", "16", "73\u00a0%")
    assert "73 + 23 + 5 = 101" in grafico.nota


def test_bars_are_as_long_as_their_values() -> None:
    larghe = [float(r.get("width", 0)) for r in _rettangoli(_barre(MACROAREE), BARRA)]

    assert larghe[1] / larghe[0] == pytest.approx(5 / 16, abs=0.001)


def test_what_is_not_measured_has_no_bar_and_says_so() -> None:
    grafico = _barre(
        [
            Voce(etichetta="a", valore=None),
            Voce(etichetta="b", valore=0),
            Voce(etichetta="c", valore=None, assente="non avviato"),
        ],
        denominatore=4,
    )

    assert _rettangoli(grafico, BARRA) == []
    assert "non misurato" in _testi(grafico)
    assert "0 (0\u00a0%)" in _testi(grafico)
    assert grafico.righe[2] == ("c", "non avviato", "non avviato")
    assert grafico.nota == ""


def test_shares_of_nothing_are_not_computable() -> None:
    grafico = _barre([Voce(etichetta="a", valore=0)], denominatore=0)

    assert grafico.righe == (("a", "0", "non calcolabile"),)


def test_published_figures_are_hatched_and_named() -> None:
    grafico = _barre([Voce(etichetta="a", valore=16, pubblicato=17)])

    assert len(_rettangoli(grafico, "url(#g-tratteggio)")) == 1
    assert "pubblicato: 17" in _testi(grafico)
    assert grafico.intestazioni[-1] == "Pubblicato"
    assert grafico.righe == (("a", "16", "17"),)


def test_amounts_are_written_in_euro() -> None:
    grafico = _barre([Voce(etichetta="I", valore=Decimal("3150000"))], in_euro=True)

    assert grafico.righe == (("I", "3.150.000\u00a0€"),)


# --- Funnel ---------------------------------------------------------------------------------------


def test_funnel_prints_counts_and_the_share_that_passes() -> None:
    grafico = _imbuto(
        [
            Voce(etichetta="Candidati", valore=34),
            Voce(etichetta="Fattibilità", valore=21),
            Voce(etichetta="Sperimentazione", valore=18),
            Voce(etichetta="Sistematizzazione", valore=None, assente="non avviata"),
        ]
    )

    assert {"34", "21", "18", "non avviata:"} <= set(_testi(grafico))
    assert "passa alla fase successiva: 62\u00a0%" in _testi(grafico)
    assert grafico.righe == (
        ("Candidati", "34", "100\u00a0%", ""),
        ("Fattibilità", "21", "62\u00a0%", "62\u00a0%"),
        ("Sperimentazione", "18", "53\u00a0%", "86\u00a0%"),
        ("Sistematizzazione", "non avviata", "non avviata", "non avviata"),
    )


def test_funnel_that_widens_does_not_speak_of_shares_above_100() -> None:
    grafico = _imbuto([Voce(etichetta="a", valore=2), Voce(etichetta="b", valore=5)])

    assert "nella fase successiva sono di più" in _testi(grafico)


# --- Line -----------------------------------------------------------------------------------------


def test_line_breaks_where_a_period_is_not_measured() -> None:
    grafico = _linea(
        [Voce(etichetta=str(n), valore=v) for n, v in enumerate((200, 225, None, 310, 120))]
    )

    assert len(list(_albero(grafico).iter(f"{SVG}polyline"))) == 2
    assert len(list(_albero(grafico).iter(f"{SVG}circle"))) == 4
    assert "n.d." in _testi(grafico)
    assert grafico.righe[2] == ("2", "non misurato")


def test_long_lines_write_only_the_values_that_matter() -> None:
    valori = [50, *range(60, 90), 3, *range(90, 120), 400, 70]

    grafico = _linea([Voce(etichetta=f"m{n}", valore=v) for n, v in enumerate(valori)])

    scritti = [t for t in _testi(grafico) if not t.startswith("m")]
    assert scritti == ["50", "3", "400", "70"]
    assert len(grafico.righe) == len(valori)
    assert _testi(grafico)[-1] == f"m{len(valori) - 1}"


def test_one_point_is_drawn_in_the_middle() -> None:
    (punto,) = _albero(_linea([Voce(etichetta="2026", valore=4)])).iter(f"{SVG}circle")

    assert punto.get("cx") == "220"


# --- Map ------------------------------------------------------------------------------------------


def test_map_without_links_is_an_image_and_with_links_a_group() -> None:
    assert _albero(_mappa(punti=_punti())).get("role") == "img"

    con_link = _albero(_mappa(punti=_punti(href="/comuni/x/")))

    assert con_link.get("role") == "group"
    link = list(con_link.iter(f"{SVG}a"))
    assert [a.get("aria-label") for a in link][:2] == ["1. Torino", "2. Milano"]


def test_map_marks_bear_the_number_of_their_row_and_never_overlap() -> None:
    vicini = [PuntoMappa(nome=f"P{n}", lat=45.0 + n / 1000, lon=9.0) for n in range(12)]
    uguali = [PuntoMappa(nome=f"U{n}", lat=41.9, lon=12.5) for n in range(4)]

    grafico = _mappa(punti=[*_punti(), *vicini, *uguali])

    segni = [
        (float(c.get("cx", 0)), float(c.get("cy", 0)))
        for c in _albero(grafico).iter(f"{SVG}circle")
        if c.get("r") == num(RAGGIO)
    ]
    assert len(segni) == 22
    assert min(dist(a, b) for a, b in combinations(segni, 2)) >= 2 * RAGGIO
    assert [riga[0] for riga in grafico.righe] == [str(n) for n in range(1, 23)]


def test_map_puts_places_where_they_are() -> None:
    (segno,) = _albero(_mappa(punti=[PuntoMappa(nome="Roma", lat=41.89, lon=12.48)])).iter(
        f"{SVG}circle"
    )

    assert float(segno.get("cx", 0)) == pytest.approx(443, abs=2)
    assert float(segno.get("cy", 0)) == pytest.approx(531, abs=2)


def test_place_without_coordinates_is_listed_and_the_note_says_so() -> None:
    grafico = _mappa(punti=[PuntoMappa(nome="Borgo", lat=None, lon=None, dettaglio=("Lazio",))])

    assert grafico.righe == (("1", "Borgo", "Lazio"),)
    assert "senza coordinate: Borgo." in grafico.nota
    assert "CC-BY" in grafico.nota


def test_map_of_values_prints_them_on_the_areas_and_in_the_table() -> None:
    grafico = _mappa(
        aree=[AreaMappa(codice="09", valore=7), AreaMappa(codice="01", valore=1200)],
        intestazioni=("Regione",),
        unita="Progetti",
    )

    assert set(_testi(grafico)) == {"7", "1.200"}
    assert grafico.intestazioni == ("Regione", "Progetti")
    assert grafico.righe == (("Piemonte", "1.200"), ("Toscana", "7"))
    titoli = [t.text for t in _albero(grafico).iter(f"{SVG}title")]
    assert "Toscana: 7 Progetti" in titoli


def test_map_of_many_places_uses_small_marks_without_numbers() -> None:
    grafico = _mappa(
        punti=[PuntoMappa(nome=f"P{n}", lat=38 + n / 20, lon=9 + n / 20) for n in range(60)]
    )

    assert _testi(grafico) == []
    assert len(grafico.righe) == 60


def test_drawing_is_small_enough_for_a_page() -> None:
    assert len(_barre(MACROAREE, denominatore=22).svg) < 4_000
    assert len(re.sub(r"\s", "", _mappa(punti=_punti()).svg)) < 50_000
