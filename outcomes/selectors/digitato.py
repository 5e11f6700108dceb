"""What a person typed in the fields of a row, read against the row as it is: nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from fis_portal.core.errors import DomainError
from outcomes.enums import SezioneRendicontazione, StatoValore, TipoIndicatore
from outcomes.models import Indicatore
from outcomes.selectors.campi import MASSIMO_TESTO, Campo
from outcomes.selectors.righe import Riga

S = SezioneRendicontazione
VALORI = ("valore", "numeratore", "denominatore")


@dataclass(slots=True)
class Lettura:
    """What was typed in the fields of a row: values, and what could not be read."""

    valori: dict[str, Any] = field(default_factory=dict)
    grezzo: dict[str, dict[str, str]] = field(default_factory=dict)


def leggi(riga: Riga, campi: Mapping[str, Any]) -> Lettura:
    """Read the fields given. Raises DomainError `campo_ignoto` for one the row does not have."""
    lettura = Lettura()
    for nome, typed in campi.items():
        campo = riga.campo(nome)
        if campo is None:
            raise DomainError(
                "campo_ignoto", _("La riga non ha il campo «%(nome)s».") % {"nome": nome[:60]}
            )
        try:
            lettura.valori[nome] = campo.leggi(typed)
        except ValueError as errore:
            _keep(lettura, campo, typed, str(errore))
    if riga.sezione == S.INDICATORI:
        _check_measure(riga, lettura)
    if riga.sezione == S.ATTIVITA:
        _check_dates(riga, lettura)
    return lettura


def _keep(lettura: Lettura, campo: Campo, typed: Any, errore: str) -> None:
    testo = campo.mostra(typed) if not isinstance(typed, str) else typed.strip()
    lettura.valori.pop(campo.nome, None)
    lettura.grezzo[campo.nome] = {
        "testo": testo.replace("\x00", "")[:MASSIMO_TESTO],
        # It may quote what was typed.
        "errore": errore.replace("\x00", ""),
    }


def _check_measure(riga: Riga, lettura: Lettura) -> None:
    """A value only where something was measured: typed beside another state it is kept aside."""
    valori = {nome: v for nome, v in lettura.valori.items() if is_value(nome) and v is not None}
    stato = lettura.valori.get("stato_valore", riga.valori["stato_valore"])
    if not stato and any(v != "" for v in valori.values()):
        stato = lettura.valori["stato_valore"] = StatoValore.MISURATO.value
    if stato != StatoValore.MISURATO:
        for nome, valore in valori.items():
            if valore != "" and (campo := riga.campo(nome)):
                testo = _("Hai scritto un valore, ma anche che non è misurato: scegli uno dei due.")
                _keep(lettura, campo, campo.mostra(valore), testo)
    for nome in list(lettura.valori):
        campo = riga.campo(nome)
        if campo is not None and (errore := _out_of_scale(riga, campo, lettura.valori[nome])):
            _keep(lettura, campo, campo.mostra(lettura.valori[nome]), errore)


def is_value(nome: str) -> bool:
    """Is this the field of a measured value, or of one of its parts?"""
    return nome in VALORI or nome.startswith("parti/")


def _out_of_scale(riga: Riga, campo: Campo, valore: Any) -> str:
    indicatore = riga.riferimento
    if not isinstance(indicatore, Indicatore) or not isinstance(valore, Decimal):
        return ""
    if campo.nome.endswith("denominatore") and valore < 0:
        return _("Il denominatore non può essere negativo.")
    minimo, massimo = indicatore.minimo, indicatore.massimo
    if indicatore.tipo != TipoIndicatore.SCALA or minimo is None or massimo is None:
        return ""
    if minimo <= valore <= massimo:
        return ""
    return _("Scegli un valore da %(min)s a %(max)s.") % {
        "min": campo.mostra(minimo),
        "max": campo.mostra(massimo),
    }


def _check_dates(riga: Riga, lettura: Lettura) -> None:
    dal = lettura.valori.get("iniziata_il") or getattr(riga.oggetto, "iniziata_il", None)
    al = lettura.valori.get("conclusa_il") or getattr(riga.oggetto, "conclusa_il", None)
    campo = riga.campo("conclusa_il" if lettura.valori.get("conclusa_il") else "iniziata_il")
    if dal and al and al < dal and campo and campo.nome in lettura.valori:
        testo = _("La fine dell'attività non può precedere l'inizio.")
        _keep(lettura, campo, campo.mostra(lettura.valori[campo.nome]), testo)


def cambia(riga: Riga, lettura: Lettura) -> bool:
    """Does saving this change anything?"""
    for nome, valore in lettura.valori.items():
        campo = riga.campo(nome)
        mostrato = campo.mostra(valore_scelto(campo, valore)) if campo else ""
        if mostrato != riga.valori[nome] or nome in riga.errori:
            return True
    return any(
        riga.valori[nome] != dato["testo"] or riga.errori.get(nome) != dato["errore"]
        for nome, dato in lettura.grezzo.items()
    )


def valore_scelto(campo: Campo | None, valore: Any) -> Any:
    """Yes and no are 1 and 0."""
    if campo is not None and campo.scelte and is_value(campo.nome):
        return Decimal(valore) if valore else None
    return valore
