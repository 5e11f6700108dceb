"""A figure as its chapter in the PDF shows it: chart, table, cells, records."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fis_portal.core.charts import Grafico
from fis_portal.core.charts.disegno import misura
from fis_portal.core.quote import numero_it
from monitoraggio.registro.progetti import REGIONI
from monitoraggio.render.grafici import LARGHEZZA, MASSIMO_BARRE, grafico
from monitoraggio.render.tabella import indirizzo
from monitoraggio.render.testi import (
    EURO,
    Dati,
    celle_di,
    chiave_di,
    confronto_it,
    conta_qualcosa,
    giorno,
    is_riassuntiva,
    quota_di,
    record_in_tutto,
    record_omessi,
    record_per_voce,
    spiegazioni,
    taglio_it,
    titolo_figura,
    valore_it,
)

# Longer tables make a heavy document that nobody reads on paper: they are in the annexed files.
# Each row costs some ten milliseconds to lay out, and a report has many tables. Twenty are the
# Regioni, whole.
MASSIMO_RIGHE = 20
# Of a longer one the first rows say who comes first; the chart beside it shows the same.
PRIME_RIGHE = 10
# Names in a row cost much less, and are what whoever doubts a figure looks for.
MASSIMO_NOMI = 200
RIGHE_INSIEME = 16
# Of a table on paper (static/pdf/pubblicazione.css): size of the letters, and around a cell.
CORPO_PT, MARGINE_CELLA_PT, MASSIMA_LARGHEZZA_PT = 9.5, 12.0, 140
# So many values of a cut stand side by side; more go one under the other.
MASSIMO_COLONNE = 4


@dataclass(frozen=True, slots=True)
class Riga:
    """A table row: what it is, what must be said under its name, its cells."""

    nome: str
    sotto: tuple[str, ...]
    celle: tuple[str, ...]
    fonte: str = ""
    riassuntiva: bool = False


@dataclass(frozen=True, slots=True)
class Tabella:
    """The values of a figure with, where there are any, the published ones in the same rows."""

    didascalia: str
    intestazioni: tuple[str, ...]
    righe: tuple[Riga, ...]
    con_pubblicati: bool = False
    prima_colonna: str = ""

    @property
    def tag(self) -> str:
        """With one value per row, or two rows in all, the name is no heading: it reads as it is."""
        return "th" if len(self.intestazioni) > 1 and len(self.righe) > 2 else "td"

    @property
    def colonne(self) -> tuple[tuple[str, int], ...]:
        """Each heading with the width of its column in points: what WeasyPrint is told it need not
        find by laying out every cell twice more, a tenth of all its work."""
        return tuple(
            colonna(testo, (riga.celle[n] for riga in self.righe))
            for n, testo in enumerate(self.intestazioni)
        )

    @property
    def is_corta(self) -> bool:
        """Short enough to stay on one page."""
        return len(self.righe) <= RIGHE_INSIEME


def colonna(testo: str, celle: Iterable[str]) -> tuple[str, int]:
    """A heading with its width, in tens of points, as the classes of the style sheet have them."""
    punti = max(misura(parola, CORPO_PT) for parola in (*testo.split(), *celle)) + MARGINE_CELLA_PT
    return testo, min(ceil(punti / 10) * 10, MASSIMA_LARGHEZZA_PT)


@dataclass(frozen=True, slots=True)
class Capitolo:
    """A figure as its chapter shows it."""

    numero: int
    dati: Dati
    alla: str
    indirizzo: str
    titolo: str
    grafico: Grafico | None
    nota_grafico: str
    tabella: Tabella | None
    nota_voci: str
    tagliata: Tabella | None
    nota_tagliata: str
    spiegazioni: tuple[str, ...]
    gruppi: tuple[dict[str, Any], ...]
    record: int
    record_elencati: int

    @property
    def id(self) -> str:
        return f"figura-{chiave_di(self.dati)}"

    @property
    def is_mappa(self) -> bool:
        return self.dati["codice"] == REGIONI.codice

    @property
    def troppi_record(self) -> bool:
        """Too many to be printed: they are in the files, all or the first ones."""
        return self.record > MASSIMO_NOMI or self.record_tagliati

    @property
    def record_tagliati(self) -> bool:
        return self.record > self.record_elencati


def capitolo(
    numero: int,
    figura: Dati,
    dati: Dati,
    numeri: dict[str, int],
    *,
    solo_taglio: bool = False,
    larghezza: int = LARGHEZZA,
) -> Capitolo:
    """The chapter of a figure; `numeri` are those of the sources in the list at the end.

    `solo_taglio`: the whole of it is told in another chapter. `larghezza`: of its chart.
    """
    sito = dati["portale"]["sito"]
    stampata = _stampata(figura)
    voci = len(stampata["voci"])
    barre = MASSIMO_BARRE if voci <= MASSIMO_RIGHE else PRIME_RIGHE
    solo_parole = solo_taglio or not conta_qualcosa(figura)
    tagliata, nota_tagliata = _tagliata(figura)
    disegno = None if solo_parole else grafico(stampata, larghezza=larghezza, massimo=barre)
    return Capitolo(
        numero=numero,
        titolo=titolo_figura(figura, del_comune=bool(dati.get("comune"))),
        dati=figura,
        alla=giorno(figura["alla"]),
        indirizzo=indirizzo(sito, figura["percorso"]),
        grafico=disegno,
        nota_grafico=(
            _("Il grafico mostra le prime %(n)s voci.") % {"n": barre}
            if disegno and voci > barre
            else ""
        ),
        tabella=None if solo_parole else _tabella(stampata, numeri),
        nota_voci=_nota_voci(figura, stampata),
        tagliata=tagliata,
        nota_tagliata=nota_tagliata,
        spiegazioni=tuple(spiegazioni(figura["confronti"])),
        gruppi=tuple(_gruppi(figura, sito)),
        record=record_in_tutto(figura),
        record_elencati=len(figura["record"]),
    )


def _stampata(figura: Dati) -> Dati:
    """A long figure without the lines that nobody may know: on paper they would take the place of
    those that say something."""
    if len(figura["voci"]) <= MASSIMO_RIGHE:
        return figura
    return figura | {"voci": [voce for voce in figura["voci"] if not voce["soppressa"]]}


def _nota_voci(figura: Dati, stampata: Dati) -> str:
    quante = len(figura["voci"])
    if quante <= MASSIMO_RIGHE:
        return ""
    mostrate = len(_voci_stampate(stampata))
    if all(is_riassuntiva(voce) for voce in stampata["voci"]):
        return _(
            "Delle altre %(quante)s voci nessuna si può mostrare: contano troppe poche persone, o "
            "si ricaverebbero per differenza."
        ) % {"quante": numero_it(quante - mostrate)}
    return _(
        "La tabella mostra le prime %(prime)s voci di %(quante)s: le altre sono nei file CSV, "
        "XLSX e JSON allegati."
    ) % {"prime": min(PRIME_RIGHE, mostrate), "quante": numero_it(quante)}


def _gruppi(figura: Dati, sito: str) -> Iterator[dict[str, Any]]:
    """The records by line, where they are printed; each address is a link the first time, hundreds
    would weigh."""
    if record_omessi(figura) or record_in_tutto(figura) > MASSIMO_NOMI:
        return
    visti: set[str] = set()
    for gruppo in record_per_voce(figura):
        record = []
        for r in gruppo.record:
            url = "" if r["url"] in visti else indirizzo(sito, r["url"])
            visti.add(r["url"])
            record.append({"etichetta": r["etichetta"], "url": url})
        yield {"etichetta": capfirst(gruppo.etichetta), "record": record}


def _tabella(figura: Dati, numeri: dict[str, int]) -> Tabella:
    quota = [_("Quota")] if figura["denominatore"] is not None else []
    pubblicato = [_("Pubblicato"), _("Differenza")] if figura["confronti"] else []
    unita = _("Importi") if figura["unita"] == EURO else capfirst(figura["unita"])
    return Tabella(
        didascalia=_("%(unita)s al %(giorno)s")
        % {"unita": unita, "giorno": giorno(figura["alla"])},
        intestazioni=(_("Calcolato"), *quota, *pubblicato),
        righe=tuple(_righe(figura, numeri)),
        con_pubblicati=bool(pubblicato),
    )


def _tagliata(figura: Dati) -> tuple[Tabella | None, str]:
    """The cells of a cut figure as a table, or where to find them when they are too many."""
    celle = celle_di(figura)
    if not celle:
        return None, ""
    voci = figura["voci"]
    fianco = len(voci) <= MASSIMO_COLONNE
    quante = len(celle) if fianco else sum(len(cella["voci"]) for cella in celle)
    if quante > MASSIMO_RIGHE:
        testo = _(
            "Divisa per %(taglio)s la tabella ha %(n)s righe: è nei file CSV, XLSX e JSON allegati."
        ) % {"taglio": taglio_it(figura), "n": numero_it(quante)}
        return None, testo
    intestazioni = tuple(capfirst(v["etichetta"]) for v in voci) if fianco else _colonne(figura)
    tabella = Tabella(
        didascalia=_("La stessa cifra, divisa per %(taglio)s") % {"taglio": taglio_it(figura)},
        prima_colonna=capfirst(taglio_it(figura)),
        intestazioni=intestazioni,
        righe=tuple(_righe_affiancate(figura) if fianco else _righe_impilate(figura)),
    )
    return tabella, ""


def _colonne(figura: Dati) -> tuple[str, ...]:
    quota = (_("Quota"),) if figura["denominatore"] is not None else ()
    return (_("Calcolato"), *quota)


def _righe_affiancate(figura: Dati) -> Iterator[Riga]:
    """A row for each value of the cut, a column for each line of the figure."""
    for cella in celle_di(figura):
        per_codice = {voce["codice"]: voce for voce in cella["voci"]}
        celle = tuple(
            valore_it(figura, per_codice[voce["codice"]]) if voce["codice"] in per_codice else ""
            for voce in figura["voci"]
        )
        yield Riga(nome=taglio_it(figura, cella), sotto=(), celle=celle)


def _righe_impilate(figura: Dati) -> Iterator[Riga]:
    """A row for each line of each value of the cut; the lines in which nothing falls are left."""
    for cella in celle_di(figura):
        nome = taglio_it(figura, cella)
        for voce in cella["voci"]:
            if voce["valore"] == 0:
                continue
            celle = [valore_it(figura, voce)]
            if figura["denominatore"] is not None:
                celle.append(quota_di(voce))
            yield Riga(
                nome=nome,
                sotto=(capfirst(voce["etichetta"]),),
                celle=tuple(celle),
            )


def _righe(figura: Dati, numeri: dict[str, int]) -> Iterator[Riga]:
    """The lines of the figure, each with what was published for it, then what matches none."""
    rimasti = list(figura["confronti"])
    for voce in _voci_stampate(figura):
        confronto = next((c for c in rimasti if c["voce"] == voce["codice"]), None)
        if confronto:
            rimasti.remove(confronto)
        yield _riga(figura, voce, confronto, numeri)
    for confronto in rimasti:
        yield _riga(figura, None, confronto, numeri)


def _voci_stampate(figura: Dati) -> list[Dati]:
    """All the lines where they are few; else the first ones, those that sum up all and those on
    which something was published: they stand beside it."""
    voci: list[Dati] = figura["voci"]
    if len(voci) <= MASSIMO_RIGHE:
        return voci
    accanto = {confronto["voce"] for confronto in figura["confronti"]}
    return voci[:PRIME_RIGHE] + [
        voce for voce in voci[PRIME_RIGHE:] if is_riassuntiva(voce) or voce["codice"] in accanto
    ]


def _riga(figura: Dati, voce: Dati | None, confronto: Dati | None, numeri: dict[str, int]) -> Riga:
    celle = [valore_it(figura, voce) if voce else _("non calcolato")]
    if figura["denominatore"] is not None:
        celle.append(quota_di(voce) if voce else "")
    if figura["confronti"]:
        detto = confronto_it(confronto) if confronto else {"pubblicato": "", "differenza": ""}
        celle += [detto["pubblicato"], detto["differenza"]]
    nome = voce["etichetta"] if voce else confronto["etichetta"] if confronto else ""
    return Riga(
        nome=capfirst(nome),
        sotto=tuple(_sotto(voce, confronto)),
        celle=tuple(celle),
        fonte=str(numeri[confronto["fonte"]]) if confronto else "",
        riassuntiva=voce is not None and is_riassuntiva(voce),
    )


def _sotto(voce: Dati | None, confronto: Dati | None) -> Iterator[str]:
    """Small lines under the name of a row: its note, and how the published figure was called."""
    if voce and voce["nota"]:
        yield voce["nota"]
    if voce and confronto and voce["etichetta"].lower() not in confronto["etichetta"].lower():
        yield _("Pubblicato come «%(nome)s».") % {"nome": confronto["etichetta"]}
    if confronto and confronto["data_riferimento"]:
        yield _("Pubblicato al %(giorno)s.") % {"giorno": giorno(confronto["data_riferimento"])}
    if confronto and confronto["nota"]:
        yield confronto["nota"]


def riga_pubblicata(confronto: Dati, numeri: dict[str, int]) -> Riga:
    """What was published on a fact that the portal does not compute."""
    return Riga(
        nome=confronto["etichetta"],
        sotto=tuple(_sotto(None, confronto)),
        celle=(confronto_it(confronto)["pubblicato"],),
        fonte=str(numeri[confronto["fonte"]]),
    )
