"""Map of Italy with numbered places: the number ties a mark to its row in the list beside it."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from fis_portal.core.charts.disegno import (
    BARRA_SCURA,
    BIANCO,
    LINEA,
    TESTO,
    Disegno,
    Grafico,
    Posto,
    pulito,
)
from fis_portal.core.quote import numero_it

REGIONI = Path(__file__).resolve().parent.parent / "mappe" / "italia_regioni.json"
RAGGIO = 26.0
# Above this many the numbers would cover the country: smaller marks, no numbers.
MASSIMO_NUMERATI = 40
RAGGIO_PICCOLO = 9.0
# A mark on the coast must not be cut by the edge of the drawing.
MARGINE = 24.0
GIRI = 300
# Fill of an area by its value, light to dark; the value itself is printed on it.
TINTE = ("#E3ECF6", "#C4DCF3", "#94C2EC", "#66A8E0")


@dataclass(frozen=True, slots=True, kw_only=True)
class PuntoMappa:
    """A place: its name, where it is, the page about it. Without coordinates it is only listed."""

    nome: str
    lat: float | Decimal | None
    lon: float | Decimal | None
    href: str = ""
    dettaglio: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaMappa:
    """A value of one area of the map (codice as in the shapes file)."""

    codice: str
    valore: int
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mappa:
    """Italy by regions, with points and, if given, a value on each region."""

    id: str
    titolo: str
    descrizione: str
    punti: Sequence[PuntoMappa] = ()
    aree: Sequence[AreaMappa] = ()
    intestazioni: tuple[str, ...] = ("N.", "Comune")
    unita: str = ""
    forme: Path = REGIONI

    def render(self) -> Grafico:
        forme = _leggi(self.forme)
        indirizzi = [punto.href for punto in self.punti] + [area.href for area in self.aree]
        disegno = Disegno(self.id, self.titolo, self.descrizione, interattivo=any(indirizzi))
        self._terra(disegno, forme)
        self._segni(disegno, forme)
        _x, _y, larghezza, altezza = (float(n) for n in forme["viewBox"].split())
        return Grafico(
            svg=disegno.chiudi(larghezza, altezza, margine=MARGINE),
            intestazioni=self.intestazioni if self.punti else (self.intestazioni[-1], self.unita),
            righe=self._righe(forme),
            nota=self._nota(forme),
        )

    def _terra(self, disegno: Disegno, forme: Mapping[str, Any]) -> None:
        valori = {area.codice: area for area in self.aree}
        massimo = max((area.valore for area in self.aree), default=0)
        for forma in forme["aree"]:
            area = valori.get(forma["codice"])
            dove = _con_link(disegno, area.href if area else "", self._frase(forma, area))
            disegno.forma(
                "path",
                dove,
                d=forma["d"],
                fill=_tinta(area.valore if area else 0, massimo),
                stroke=LINEA,
                stroke_width=1.5,
                stroke_linejoin="round",
            )
        for forma in forme["aree"]:
            if (area := valori.get(forma["codice"])) and area.valore:
                x, y = _centro(forma["d"])
                _scritta(disegno, numero_it(area.valore), x, y + 11, 32)

    def _segni(self, disegno: Disegno, forme: Mapping[str, Any]) -> None:
        raggio = RAGGIO if len(self.punti) <= MASSIMO_NUMERATI else RAGGIO_PICCOLO
        sulla_mappa = [
            (n, punto, _proietta(float(punto.lat), float(punto.lon), forme))
            for n, punto in enumerate(self.punti, start=1)
            if punto.lat is not None and punto.lon is not None
        ]
        veri = [posto for _n, _punto, posto in sulla_mappa]
        segni = _allarga(veri, raggio) if raggio == RAGGIO else veri
        for vero, segno in zip(veri, segni, strict=True):
            if math.dist(vero, segno) > raggio / 3:
                _filo(disegno, vero, segno)
        for (n, punto, _posto), segno in zip(sulla_mappa, segni, strict=True):
            _segno(disegno, punto, str(n) if raggio == RAGGIO else "", segno, raggio)

    def _frase(self, forma: Mapping[str, str], area: AreaMappa | None) -> str:
        return (
            f"{forma['nome']}: {numero_it(area.valore)} {self.unita}".strip()
            if area
            else forma["nome"]
        )

    def _righe(self, forme: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
        if self.punti:
            return tuple(
                (str(n), punto.nome, *punto.dettaglio)
                for n, punto in enumerate(self.punti, start=1)
            )
        valori = {area.codice: area.valore for area in self.aree}
        return tuple(
            (f["nome"], numero_it(valori[f["codice"]]))
            for f in forme["aree"]
            if f["codice"] in valori
        )

    def _nota(self, forme: Mapping[str, Any]) -> str:
        senza = [p.nome for p in self.punti if p.lat is None or p.lon is None]
        nota = f"{forme['attribuzione']}."
        if senza:
            manca = _("Non sulla mappa, perché senza coordinate: %(nomi)s.")
            nota = f"{nota} {manca % {'nomi': ', '.join(senza)}}"
        return nota


@lru_cache(maxsize=4)
def _leggi(file: Path) -> Mapping[str, Any]:
    forme: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return forme


def _proietta(lat: float, lon: float, forme: Mapping[str, Any]) -> Posto:
    p = forme["proiezione"]
    x = (lon - p["lon0"]) * math.cos(math.radians(p["cos_lat"])) * p["scala"]
    return x, (p["lat0"] - lat) * p["scala"]


def _allarga(veri: list[Posto], raggio: float) -> list[Posto]:
    """Move marks apart until none covers another; the same places always give the same picture."""
    posti = [list(vero) for vero in veri]
    distanza = raggio * 2 + 4
    for _giro in range(GIRI):
        mosso = False
        for i, a in enumerate(posti):
            for j in range(i):
                mosso |= _scosta(a, posti[j], distanza, angolo=2.4 * i)
        if not mosso:
            break
    return [(x, y) for x, y in posti]


def _scosta(a: list[float], b: list[float], distanza: float, angolo: float) -> bool:
    dx, dy = a[0] - b[0], a[1] - b[1]
    lontani = math.hypot(dx, dy)
    if lontani >= distanza - 0.1:
        return False
    if lontani < 0.01:  # same place: leave in a direction of their own
        dx, dy, lontani = math.cos(angolo), math.sin(angolo), 1.0
        mezzo = distanza / 2
    else:
        mezzo = (distanza - lontani) / 2
    passo_x, passo_y = dx / lontani * mezzo, dy / lontani * mezzo
    a[0], a[1], b[0], b[1] = a[0] + passo_x, a[1] + passo_y, b[0] - passo_x, b[1] - passo_y
    return True


def _con_link(disegno: Disegno, href: str, nome: str) -> Any:
    """A link with a name, or a plain group with the same name as a tooltip."""
    gruppo = disegno.forma("a", href=href, aria_label=nome) if href else disegno.forma("g")
    disegno.forma("title", gruppo).text = pulito(nome)
    return gruppo


def _segno(disegno: Disegno, punto: PuntoMappa, numero: str, posto: Posto, raggio: float) -> None:
    x, y = posto
    gruppo = _con_link(disegno, punto.href, f"{numero}. {punto.nome}" if numero else punto.nome)
    disegno.forma(
        "circle", gruppo, cx=x, cy=y, r=raggio, fill=BARRA_SCURA, stroke=BIANCO, stroke_width=3.0
    )
    if numero:
        disegno.testo(
            numero, x, y + 10, 28, gruppo, fill=BIANCO, text_anchor="middle", font_weight="600"
        )


def _filo(disegno: Disegno, vero: Posto, segno: Posto) -> None:
    """Where a moved mark really belongs."""
    disegno.forma(
        "line",
        x1=vero[0],
        y1=vero[1],
        x2=segno[0],
        y2=segno[1],
        stroke=BARRA_SCURA,
        stroke_width=2.5,
    )
    disegno.forma("circle", cx=vero[0], cy=vero[1], r=5, fill=BARRA_SCURA)


def _scritta(disegno: Disegno, testo: str, x: float, y: float, corpo: float) -> None:
    disegno.testo(testo, x, y, corpo, fill=TESTO, text_anchor="middle", font_weight="700")


def _tinta(valore: int, massimo: int) -> str:
    if not valore:
        return TINTE[0]
    return TINTE[1 + min(2, valore * 3 // (massimo + 1))]


@lru_cache(maxsize=256)
def _centro(tracciato: str) -> Posto:
    """Middle of the largest island of an area (its centre of mass)."""
    migliore, dove = 0.0, (0.0, 0.0)
    for anello in tracciato.split("Z"):
        numeri = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", anello)]
        punti = list(zip(numeri[::2], numeri[1::2], strict=True))
        area = cx = cy = 0.0
        for (x1, y1), (x2, y2) in zip(punti, punti[1:] + punti[:1], strict=True):
            croce = x1 * y2 - x2 * y1
            area, cx, cy = area + croce, cx + (x1 + x2) * croce, cy + (y1 + y2) * croce
        if abs(area) > migliore:
            migliore, dove = abs(area), (cx / (3 * area), cy / (3 * area))
    return dove
