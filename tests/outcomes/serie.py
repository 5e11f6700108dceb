"""Series made by hand, for what is computed without a database."""

import datetime
import itertools
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from outcomes.enums import Attendibilita, StatoValore
from outcomes.models import Indicatore
from outcomes.selectors.serie import percentuale
from outcomes.selectors.tipi import NIENTE, Parte, Periodo, Punto, Quantita, Serie
from progetti.models import Progetto

_numeri = itertools.count(1)
Valore = int | str | tuple[int, int] | None


def quantita(valore: Valore) -> Quantita:
    """12, "0.5", a percentage as (numerator, denominator), or nothing."""
    if valore is None:
        return NIENTE
    if isinstance(valore, tuple):
        return percentuale(Decimal(valore[0]), Decimal(valore[1]))
    return Quantita(valore=Decimal(valore))


def periodo(n: int) -> Periodo:
    """The n-th half-year since 2020."""
    dal = datetime.date(2020 + n // 2, 1 + n % 2 * 6, 1)
    al = datetime.date(dal.year, 6, 30) if n % 2 == 0 else datetime.date(dal.year, 12, 31)
    return Periodo(f"{dal.year}-s{1 + n % 2}", f"Periodo {n}", dal, al)


def punto(
    n: int,
    valore: Valore = None,
    parti: Mapping[str, Mapping[str, Valore]] | None = None,
    *,
    attendibilita: Attendibilita = Attendibilita.ACCETTATO,
    stato: StatoValore | None = StatoValore.MISURATO,
    accettato: int | None = None,
    motivo: str = "",
) -> Punto:
    """The point of the n-th period; `accettato` is the day it became public (the period's own)."""
    giorno = n * 30 if accettato is None else accettato
    istante = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(giorno)
    return Punto(
        id=next(_numeri),
        periodo=periodo(n),
        stato=stato,
        quantita=quantita(valore),
        motivo=motivo,
        attendibilita=attendibilita,
        aggiornato_at=istante,
        pubblico_dal=istante,
        parti=tuple(
            Parte(dimensione, voce, quantita(v))
            for dimensione, voci in (parti or {}).items()
            for voce, v in voci.items()
        ),
    )


def serie(*punti: Punto, **campi: Any) -> Serie:
    """A series with the given points; further fields are those of its indicator."""
    campi = {"tipo": "conteggio", "base_stato": "non_ancora", **campi}
    indicatore = Indicatore(codice="I1", nome="Indicatore", **campi)
    return Serie(
        indicatore=indicatore,
        progetto=Progetto(slug="prova", titolo="Prova"),
        esito="R1 Esito",
        versione=1,
        dimensioni=(),
        target=(),
        base=Quantita(valore=indicatore.base_valore),
        punti=tuple(sorted(punti, key=lambda p: p.periodo.al)),
    )
