"""The facts behind the commonest figures, already summed (ADR 22): the same groups from fewer rows.

PostgreSQL keeps the sums by day, month and year (migration 0008). As of a day a figure adds the
years before its year, the months before its month, the days up to it. Whole or divided by what the
sums are kept by; what they do not know is counted from the records, as is all that was known once.

Two tables of sums: of projects and financings (0008), and of what counts from a day to another
(0012, 0013): who left, partnerships, reports due, what is wrong in a record, indicators.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from django.db.models import QuerySet

from comuni.models import Regione
from monitoraggio.registro.base import Ambito
from monitoraggio.registro.cubo import Asse, Fatti, Misura, Sql, valori_per
from progetti.models import Intervento, Macroarea, Tema

Relazione = Callable[[Ambito], QuerySet]


def _vocaboli(vocabolario: type[Macroarea] | type[Tema]) -> Relazione:
    return lambda ambito: valori_per(vocabolario.objects.all(), "pk", "slug", "nome", "ordine")


def _interventi(ambito: Ambito) -> QuerySet:
    return valori_per(Intervento.objects.all(), "pk", "codice", "nome", "ordine")


def _regioni(ambito: Ambito) -> QuerySet:
    return valori_per(Regione.objects.all(), "pk", "codice_istat", "nome")


# One value for each fact, always there; and what the sums are divided by, one at a time: a project
# of two macroaree stands in two rows, which only together are divided by macroarea.
SEMPRE = {"regione": Asse("regione", _regioni), "periodo": Asse("anno")}
DIVISI = {
    "macroarea": Asse("valore", _vocaboli(Macroarea)),
    "prevalente": Asse("valore", _vocaboli(Macroarea)),
    "tema": Asse("valore", _vocaboli(Tema)),
}
DI_PROGETTO = {**DIVISI, "intervento": Asse("valore", _interventi)}
# What the facts of a project are divided by, whatever they are.
DI_FATTO = {
    "macroarea": DIVISI["macroarea"],
    "tema": DIVISI["tema"],
    "intervento": DI_PROGETTO["intervento"],
    "regione": Asse("valore", _regioni),
}
DI_FASE = {**SEMPRE, "intervento": Asse("intervento", _interventi)}

# As few groups as are asked for: to divide by what nobody asked costs as much as to read.
_COLONNE = {
    "regione": "regione_id",
    "intervento": "intervento_id",
    "valore": "valore_id",
    "voce": "voce",
    "specie": "specie",
    "anno": "extract(year FROM dal)::integer",
}
_DEI_PROGETTI = (
    "monitoraggio_riepilogo",
    "sum(n) AS f_n, sum(con_importo) AS f_con_importo, sum(concesso) AS f_concesso",
)
_DEI_FATTI = ("monitoraggio_riepilogofatti", "sum(n) AS f_n")
_SOMME = """
SELECT {colonne}{somme}
FROM {tabella}
WHERE fatti = %s AND diviso = %s AND is_demo = %s AND (passo = 'anno' AND dal < %s
    OR passo = 'mese' AND dal >= %s AND dal < %s OR passo = 'giorno' AND dal >= %s AND dal <= %s)
{per} HAVING sum(n) <> 0
"""
N = Misura("coalesce(sum(f.f_n), 0)")


def di_voce(voce: str) -> Misura:
    """How many facts of one kind, where facts of several kinds are measured together."""
    return Misura(f"coalesce(sum(f.f_n) FILTER (WHERE f.f_voce = '{voce}'), 0)", ("voce",))


MISURE_FASE = {
    "n": N,
    "concesso": Misura(
        "CASE WHEN sum(f.f_con_importo) > 0 THEN sum(f.f_concesso) END", (), Decimal, None
    ),
    "dotazione": Misura(
        "max((SELECT i.dotazione_eur FROM progetti_intervento i WHERE i.id = f.f_intervento))",
        ("intervento",),
        Decimal,
        None,
    ),
    "con_importo": Misura("coalesce(sum(f.f_con_importo), 0)"),
}


def progetti_riassunti(ambito: Ambito, assi: Collection[str]) -> Fatti | None:
    """The projects financed, where the sums can be divided by all of `assi`: by one alone, from as
    few rows at any number of projects."""
    if (soli := _PROGETTI_SOLI(ambito, assi)) is not None:
        return soli
    divisi = [asse for asse in assi if asse in DI_PROGETTO]
    if len(divisi) > 1 or not {*assi} <= {*SEMPRE, *DI_PROGETTO}:
        return None
    # In an Intervento a project counts from the day there, not from its first: another year.
    if "intervento" in divisi and "periodo" in assi:
        return None
    diviso = divisi[0] if divisi else ""
    return _fatti("progetti", diviso, {**SEMPRE, **_uno(DI_PROGETTO, diviso)}, {"n": N})


def finanziamenti_riassunti(ambito: Ambito, assi: Collection[str]) -> Fatti | None:
    """The financings of phases, where the sums can be divided by all of `assi`."""
    divisi = [asse for asse in assi if asse in DIVISI]
    if len(divisi) > 1 or not {*assi} <= {*DI_FASE, *DIVISI}:
        return None
    diviso = divisi[0] if divisi else ""
    return _fatti("finanziamenti", diviso, {**DI_FASE, **_uno(DIVISI, diviso)}, MISURE_FASE)


def comuni_riassunti(*stadi: str) -> Callable[[Ambito, Collection[str]], Fatti | None]:
    """The Comuni that reached each stage, in the order the sums know them by; by Regione too."""
    misure = {
        stadio: Misura(f"coalesce(sum(f.f_n) FILTER (WHERE f.f_valore = {posto}), 0)", ("valore",))
        for posto, stadio in enumerate(stadi, start=1)
    }

    def riassunti(ambito: Ambito, assi: Collection[str]) -> Fatti | None:
        if not {*assi} <= {"regione"}:
            return None
        return _fatti("comuni", "", {"regione": SEMPRE["regione"]}, misure)

    return riassunti


def riassunti_di(
    fatti: str | Callable[[], str],
    *,
    assi: Mapping[str, Asse],
    divisi: Mapping[str, Asse],
    misure: Mapping[str, Misura] | None = None,
) -> Callable[[Ambito, Collection[str]], Fatti | None]:
    """What counts from a day to another: by any of `assi`, divided by at most one of `divisi`."""

    def riassunti(ambito: Ambito, chiesti: Collection[str]) -> Fatti | None:
        divide = [asse for asse in chiesti if asse in divisi]
        if len(divide) > 1 or not {*chiesti} <= {*assi, *divisi}:
            return None
        diviso = divide[0] if divide else ""
        codice = fatti if isinstance(fatti, str) else fatti()
        suoi = {**assi, **_uno(divisi, diviso)}
        return _fatti(codice, diviso, suoi, misure or {"n": N}, _DEI_FATTI)

    return riassunti


_PROGETTI_SOLI = riassunti_di(
    "progetti",
    assi={},
    divisi={**DI_FATTO, "prevalente": DIVISI["prevalente"], "periodo": Asse("valore")},
)


def _uno(assi: Mapping[str, Asse], nome: str) -> dict[str, Asse]:
    return {nome: assi[nome]} if nome else {}


def _fatti(
    fatti: str,
    diviso: str,
    assi: Mapping[str, Asse],
    misure: Mapping[str, Misura],
    da: tuple[str, str] = _DEI_PROGETTI,
) -> Fatti:
    nome = re.sub(r"\W", "_", f"{fatti}_{da[0]}_{diviso}")
    return Fatti(
        nome=nome,
        base=lambda ambito: partial(_somme, fatti, diviso, da, ambito),
        assi=assi,
        misure=misure,
    )


def _somme(
    fatti: str, diviso: str, da: tuple[str, str], ambito: Ambito, servono: Sequence[str]
) -> Sql:
    tabella, somme = da
    colonne = "".join(f"{_COLONNE[nome]} AS f_{nome}, " for nome in servono)
    gruppi = ", ".join(str(posto) for posto in range(1, len(servono) + 1))
    alla = ambito.alla
    anno, mese = date(alla.year, 1, 1), alla.replace(day=1)
    parametri = [fatti, diviso, ambito.dimostrativi, anno, anno, mese, mese, alla]
    per = gruppi and f"GROUP BY {gruppi}"
    return _SOMME.format(colonne=colonne, somme=somme, tabella=tabella, per=per), parametri
