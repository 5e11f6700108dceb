"""Who came to the meetings, quarter by quarter: what the figures on people are judged on (ADR 18).

How many came to an open meeting everybody reads beside the meeting, where they are not few. Those
of the other meetings would be what a total leaves when that is taken away: they count together,
from the end of the first quarter in which they are enough (`rilasci`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, ExtractQuarter, ExtractYear

from community.models import Evento, Partecipazione, RiepilogoIncontri
from community.querysets import totali_soppressi
from fis_portal.core.riservatezza import soglia_celle
from monitoraggio.registro.base import Ambito

Trimestre = int


def trimestre_di(giorno: date) -> Trimestre:
    """Quarters in a row: four for each year."""
    return giorno.year * 4 + (giorno.month - 1) // 3


def inizio_di(trimestre: Trimestre) -> date:
    return date(trimestre // 4, trimestre % 4 * 3 + 1, 1)


def fine_di(trimestre: Trimestre) -> date:
    giorno = 31 if trimestre % 4 in (0, 3) else 30
    return date(trimestre // 4, trimestre % 4 * 3 + 3, giorno)


def ultimo_chiuso(alla: date) -> Trimestre:
    """The last quarter that is over at the end of the day."""
    trimestre = trimestre_di(alla)
    return trimestre if fine_di(trimestre) == alla else trimestre - 1


# --- What counts --------------------------------------------------------------------------------
def eventi(ambito: Ambito) -> QuerySet[Evento]:
    return Evento.objects.in_calendario().filter(is_demo=ambito.dimostrativi)


def riepiloghi(ambito: Ambito) -> QuerySet[RiepilogoIncontri]:
    """Totals without an event, and those of events that count."""
    return RiepilogoIncontri.objects.filter(
        Q(evento__isnull=True) | Q(evento__in=eventi(ambito)),
        is_demo=ambito.dimostrativi,
        data_riferimento__lte=ambito.alla,
    )


def nominali(ambito: Ambito, totale: str) -> QuerySet[Partecipazione]:
    """Attendances known by name, except where the event's own `totale` (presenze or persone) is
    recorded: that one counts."""
    partecipazioni = Partecipazione.objects.con_chi().filter(
        evento__in=eventi(ambito), evento__data_inizio__lte=ambito.alla
    )
    return partecipazioni.exclude(**{f"evento__riepilogo__{totale}__isnull": False}).order_by()


def _da_soli() -> Case:
    """Totals that everybody reads: told by a source, or of an open meeting and not too few."""
    detti = Q(fonte__isnull=False) | Q(evento__is_public=True) & ~totali_soppressi()
    return Case(When(detti, then=Value(True)), default=Value(False))


def _trimestre(campo: str) -> Cast:
    return Cast(ExtractYear(campo) * 4 + ExtractQuarter(campo) - 1, IntegerField())


def _righe_nominali(ambito: Ambito, che: str, linea: Any, nome: Any) -> tuple[str, Any]:
    righe = nominali(ambito, che).values(
        f_evento=F("evento_id"), f_chi=F("chi"), f_linea=linea, f_nome=nome
    )
    return righe.query.sql_with_params()


def _righe_eventi(ambito: Ambito) -> tuple[str, Any]:
    righe = eventi(ambito).filter(data_inizio__lte=ambito.alla).order_by()
    return righe.values(
        f_evento=F("pk"),
        f_fase=F("intervento__codice"),
        f_pubblico=F("is_public"),
        f_trimestre=_trimestre("data_inizio"),
    ).query.sql_with_params()


# Who came to each meeting, once each; and the meetings whose number everybody reads beside them.
_FATTI = """
f AS MATERIALIZED (
    SELECT f_evento, f_chi, f_linea, max(f_nome) AS f_nome
    FROM ({righe}) righe GROUP BY f_evento, f_chi, f_linea
), e AS MATERIALIZED (
    SELECT eventi.*, n, f_pubblico AND n >= %s AS f_noto
    FROM ({eventi}) eventi JOIN (
        SELECT f_evento, count(*) AS n
        FROM (SELECT DISTINCT f_evento, f_chi FROM f) chi GROUP BY f_evento
    ) conti USING (f_evento)
)
"""


def _fatti(ambito: Ambito, che: str, linea: Any, nome: Any) -> tuple[str, tuple[Any, ...]]:
    righe, suoi = _righe_nominali(ambito, che, linea, nome)
    degli_eventi, loro = _righe_eventi(ambito)
    sql = _FATTI.format(righe=righe, eventi=degli_eventi)
    return sql, (*suoi, soglia_celle(), *loro)


# --- By Intervento --------------------------------------------------------------------------------
Anni = dict[int, int]


@dataclass(slots=True)
class PerFase:
    """Attendances by Intervento and year: what everybody may add up, meeting by meeting and total
    by total, with the batches in which the rest is told. `in_attesa`: where there is more.

    `incontri` are attendances known by name, `totali` what sources or organisers say; `rilasci`
    says from which quarter those of the other meetings of a quarter count.
    """

    incontri: dict[str, Anni] = field(default_factory=dict)
    totali: dict[str, Anni] = field(default_factory=dict)
    rilasci: dict[tuple[str, Trimestre], Trimestre] = field(default_factory=dict)
    in_attesa: set[str] = field(default_factory=set)


def per_fase(ambito: Ambito, che: str) -> PerFase:
    """One question to the database."""
    fatti, suoi = _fatti(ambito, che, Value(""), Value(""))
    totali = (
        riepiloghi(ambito)
        .filter(**{f"{che}__isnull": False})
        .order_by()
        .values(
            f_fase=F("intervento__codice"),
            f_trimestre=_trimestre("data_riferimento"),
            f_noto=ExpressionWrapper(_da_soli(), BooleanField()),
            f_n=F(che),
        )
    )
    dei_totali, loro = totali.query.sql_with_params()
    lette = _chiedi(_PER_FASE.format(fatti=fatti, totali=dei_totali), (*suoi, *loro))
    letti, altri = PerFase(), []
    for is_nominale, is_noto, codice, trimestre, n, chi in lette:
        if is_noto:
            dove = letti.incontri if is_nominale else letti.totali
            _aggiungi(dove, codice or "", trimestre // 4, int(n))
        else:
            altri.append(_Altri(trimestre, codice or "", is_nominale, int(n), frozenset(chi or ())))
    altri.sort(key=lambda gruppo: gruppo.trimestre)
    _rilascia(letti, altri, ultimo_chiuso(ambito.alla))
    return letti


@dataclass(frozen=True, slots=True)
class _Altri:
    """Those of the other meetings of a quarter: how many, and who; of totals nobody knows who."""

    trimestre: Trimestre
    fase: str
    is_nominale: bool
    n: int
    chi: frozenset[int]


_PER_FASE = """
WITH {fatti}
SELECT true, true, f_fase, f_trimestre, sum(n), NULL
FROM e WHERE f_noto GROUP BY f_fase, f_trimestre
UNION ALL
SELECT true, false, f_fase, f_trimestre, count(DISTINCT (f_evento, f_chi)),
    array_agg(DISTINCT f_chi)
FROM f JOIN e USING (f_evento) WHERE NOT f_noto GROUP BY f_fase, f_trimestre
UNION ALL
SELECT false, f_noto, f_fase, f_trimestre, sum(f_n), NULL
FROM ({totali}) totali GROUP BY f_noto, f_fase, f_trimestre
"""


def _rilascia(letti: PerFase, altri: Iterable[_Altri], chiuso: Trimestre) -> None:
    """What nobody reads by itself counts from the end of the quarter in which it is enough."""
    attese: dict[tuple[str, bool], list[_Altri]] = {}
    for gruppo in altri:
        letti.in_attesa.add(gruppo.fase)
        if gruppo.trimestre > chiuso:
            continue
        attesa = attese.setdefault((gruppo.fase, gruppo.is_nominale), [])
        attesa.append(gruppo)
        quante = sum(uno.n for uno in attesa)
        persone = quante
        if gruppo.is_nominale:  # few people who come often are few people all the same
            persone = len(frozenset().union(*(uno.chi for uno in attesa)))
        if min(quante, persone) < soglia_celle():
            continue
        dove = letti.incontri if gruppo.is_nominale else letti.totali
        _aggiungi(dove, gruppo.fase, gruppo.trimestre // 4, quante)
        if gruppo.is_nominale:
            letti.rilasci |= {(gruppo.fase, uno.trimestre): gruppo.trimestre for uno in attesa}
        attesa.clear()


def _aggiungi(dove: dict[str, Anni], fase: str, anno: int, n: int) -> None:
    anni = dove.setdefault(fase, {})
    anni[anno] = anni.get(anno, 0) + n


# --- By line, quarter by quarter ------------------------------------------------------------------
Per = dict[Trimestre, int]


@dataclass(slots=True)
class Storia:
    """What each quarter adds to a count, by line and in all.

    Of attendances `dietro` says how many people came in the quarter and `nuove` how many of them
    for the first time, by line (None: all); of people both are empty: they are the people.
    """

    linee: dict[str, Per] = field(default_factory=dict)
    insieme: Per = field(default_factory=dict)
    dietro: dict[str | None, Per] = field(default_factory=dict)
    nuove: dict[str | None, Per] = field(default_factory=dict)

    @property
    def passi(self) -> list[Trimestre]:
        """The quarters that add anything."""
        return sorted(self.insieme)

    def aggiungi(self, linea: str | None, trimestre: Trimestre, n: int) -> None:
        """`linea` None: in all."""
        dove = self.insieme if linea is None else self.linee.setdefault(linea, {})
        dove[trimestre] = dove.get(trimestre, 0) + n


@dataclass(slots=True)
class PerLinea:
    """Attendances, people, and people of each year, known by name."""

    presenze: Storia = field(default_factory=Storia)
    persone: Storia = field(default_factory=Storia)
    anni: dict[int, Storia] = field(default_factory=dict)
    nomi: dict[str, str] = field(default_factory=dict)


def per_linea(
    ambito: Ambito,
    che: str,
    linea: Any,
    nome: Any,
    rilasci: Mapping[tuple[str, Trimestre], Trimestre],
) -> PerLinea:
    """One question to the database. `linea` and `nome` are expressions on attendances.

    The people of each year are asked only where the figure is cut by year (`ambito.per`).
    """
    fatti, suoi = _fatti(ambito, che, linea, nome)
    # A row at least, of nowhere: a table of values may not be empty.
    valori = [("", -1, -1), *((fase, da, a) for (fase, da), a in rilasci.items())]
    sql = _PER_LINEA.format(
        fatti=fatti,
        rilasci=", ".join(["(%s, %s, %s)"] * len(valori)),
        **(_CON_ANNI if ambito.per else _SENZA_ANNI),
    )
    chiuso = ultimo_chiuso(ambito.alla)
    lette = _chiedi(sql, (*suoi, *(campo for valore in valori for campo in valore), chiuso))
    letti = PerLinea()
    for is_presenze, tutte, codice, nome_, trimestre, anno, n, persone in lette:
        quale = None if tutte else codice or ""
        if is_presenze:
            if quale is not None:
                letti.nomi[quale] = nome_ or ""
            letti.presenze.aggiungi(quale, trimestre, n)
            dietro = letti.presenze.dietro.setdefault(quale, {})
            dietro[trimestre] = dietro.get(trimestre, 0) + persone
        elif anno is None:
            letti.persone.aggiungi(quale, trimestre, n)
            letti.presenze.nuove.setdefault(quale, {})[trimestre] = n
        else:
            letti.anni.setdefault(anno, Storia()).aggiungi(quale, trimestre, n)
    for trimestre in letti.presenze.insieme:  # also those in which nobody was new
        letti.persone.aggiungi(None, trimestre, 0)
        letti.anni.setdefault(trimestre // 4, Storia()).aggiungi(None, trimestre, 0)
    return letti


# The second column: the row is of all lines together, its attendances those of the meetings:
# one person may come for two bodies. People count with the quarter in which they came first,
# ever and in each year.
_PER_LINEA = """
WITH {fatti}, c AS MATERIALIZED (
    SELECT * FROM (
        SELECT f_evento, n, CASE WHEN f_noto THEN f_trimestre ELSE rilascio END AS passo
        FROM e LEFT JOIN (VALUES {rilasci}) r (fase, trimestre, rilascio)
            ON NOT f_noto AND r.fase = coalesce(f_fase, '') AND r.trimestre = f_trimestre
    ) contati WHERE passo <= %s
), g AS MATERIALIZED (
    SELECT f_linea, f_chi, passo, max(f_nome) AS f_nome, count(*) AS n
    FROM f JOIN c USING (f_evento) GROUP BY f_linea, f_chi, passo
), chi AS (
    SELECT grouping(f_linea) = 1 AS tutte, f_linea, {anno} AS anno, min(passo) AS passo
    FROM g GROUP BY GROUPING SETS ((f_linea, f_chi), (f_chi){anni})
)
SELECT true, false, f_linea, max(f_nome), passo, NULL::int, sum(n)::int, count(*)
FROM g GROUP BY f_linea, passo
UNION ALL
SELECT true, true, NULL, NULL, passo, NULL, 0, count(DISTINCT f_chi) FROM g GROUP BY passo
UNION ALL
SELECT true, true, NULL, NULL, passo, NULL, sum(n)::int, 0 FROM c GROUP BY passo
UNION ALL
SELECT false, tutte, f_linea, NULL, passo, anno, count(*), 0
FROM chi GROUP BY tutte, f_linea, passo, anno
"""
_SENZA_ANNI = {"anno": "NULL::int", "anni": ""}
_CON_ANNI = {"anno": "passo / 4", "anni": ", (f_linea, passo / 4, f_chi), (passo / 4, f_chi)"}


def _chiedi(sql: str, parametri: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursore:
        cursore.execute(sql, parametri)
        return cursore.fetchall()
