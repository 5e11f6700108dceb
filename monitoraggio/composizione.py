"""What a report is composed of, in order: its own sections, or the standard ones."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.core.errors import DomainError
from monitoraggio.enums import GenereSezione
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.models_composizione import Sezione
from monitoraggio.registro import REGISTRO, Ambito
from monitoraggio.registro.richiesta import richiesta

COMUNE = "comune"


@dataclass(frozen=True, slots=True)
class SezioneChiesta:
    """A section as it is asked for: of a figure, cut and filtered how."""

    genere: str
    figura: str = ""
    per: tuple[str, ...] = ()
    filtri: tuple[tuple[str, str], ...] = ()
    titolo: str = ""
    testo: str = ""


# A report nobody composed says everything, in the order of the registry.
PREDEFINITE = tuple(
    SezioneChiesta(str(genere))
    for genere in (
        GenereSezione.CAMBIAMENTI,
        GenereSezione.TUTTE,
        GenereSezione.CITAZIONI,
        GenereSezione.PUBBLICATI,
        GenereSezione.ALLEGATI,
    )
)


def sezioni_chieste(report: ReportMonitoraggio) -> tuple[SezioneChiesta, ...]:
    """The sections of a report, each figure one of its own. One query.

    Left out are comments without words, and figures that the registry no longer has or that cannot
    be told of a single Comune.
    """
    righe = [_chiesta(riga) for riga in report.sezioni.all()] if report.pk else []
    return tuple(_possibili(_svolte(righe or PREDEFINITE), report))


def omesse(report: ReportMonitoraggio) -> tuple[str, ...]:
    """Titles of the figures that cannot be told of a single Comune."""
    return tuple(
        str(definizione.titolo)
        for definizione in REGISTRO.values()
        if report.comune_id and COMUNE not in definizione.filtrabili
    )


def svolgi(righe: Iterable[Sezione]) -> list[SezioneChiesta]:
    """The sections with all figures named one by one, for who wants to choose among them."""
    return list(_svolte([_chiesta(riga) for riga in righe] or PREDEFINITE))


def sezione_check(*, genere: str, figura: str, taglio: str, filtro: str, valore: str) -> None:
    """Raise DomainError where a figure cannot be cut or filtered so, or is not there."""
    if genere != GenereSezione.FIGURA:
        return
    if figura not in REGISTRO:
        testo = _("Scegli quale figura.")
        raise DomainError("figura_ignota", testo, {"figura": [testo]})
    per = (taglio,) if taglio else ()
    filtri = ((filtro, valore),) if filtro else ()
    ambito = Ambito(timezone.localdate(), per=per)
    try:
        richiesta(REGISTRO[figura], ambito)
    except DomainError as errore:
        raise DomainError(errore.code, errore.message, {"taglio": [errore.message]}) from errore
    try:
        richiesta(REGISTRO[figura], replace(ambito, filtri=filtri))
    except DomainError as errore:
        campo = "filtro" if errore.code == "dimensione_ignota" else "filtro_valore"
        raise DomainError(errore.code, errore.message, {campo: [errore.message]}) from errore


def _chiesta(riga: Sezione) -> SezioneChiesta:
    return SezioneChiesta(
        genere=riga.genere,
        figura=riga.figura,
        per=(riga.taglio,) if riga.taglio else (),
        filtri=((riga.filtro, riga.filtro_valore),) if riga.filtro else (),
        titolo=riga.titolo,
        testo=riga.testo,
    )


def _svolte(righe: Iterable[SezioneChiesta]) -> Iterator[SezioneChiesta]:
    righe = list(righe)
    scelte = {riga.figura for riga in righe if not riga.filtri}
    for riga in righe:
        if riga.genere != GenereSezione.TUTTE:
            yield riga
            continue
        for codice in REGISTRO:
            if codice not in scelte:
                yield SezioneChiesta(str(GenereSezione.FIGURA), codice)
        scelte |= REGISTRO.keys()


def _possibili(
    righe: Iterable[SezioneChiesta], report: ReportMonitoraggio
) -> Iterator[SezioneChiesta]:
    for riga in righe:
        if riga.genere == GenereSezione.COMMENTO and not riga.testo.strip():
            continue
        if riga.genere != GenereSezione.FIGURA:
            yield riga
        elif riga.figura in REGISTRO:
            yield from _del_comune(riga, report) if report.comune else (riga,)


def _del_comune(riga: SezioneChiesta, report: ReportMonitoraggio) -> Iterator[SezioneChiesta]:
    """The same section on the Comune of the report alone, where the figure can be told of it."""
    assert report.comune is not None  # noqa: S101
    if COMUNE in REGISTRO[riga.figura].filtrabili:
        altri = tuple(filtro for filtro in riga.filtri if filtro[0] != COMUNE)
        per = tuple(codice for codice in riga.per if codice != COMUNE)
        yield replace(riga, filtri=((COMUNE, report.comune.codice_istat), *altri), per=per)
