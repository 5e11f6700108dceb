"""What staff see of a report to review: what the portal flagged, and each value beside the rest."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from fis_portal.core.quote import quota
from outcomes.enums import STATI_APERTI, SezioneRendicontazione
from outcomes.models import (
    Evidenza,
    Osservazione,
    Rendicontazione,
    Rilevazione,
    SpesaRendicontata,
)
from outcomes.selectors.avvisi import Avviso, avvisi_aperti, avvisi_di
from outcomes.selectors.contenuto import Differenza, contenuti_compare, evidenze_attuali, riga_di
from outcomes.selectors.modulo import modulo
from outcomes.selectors.righe import Riga

S = SezioneRendicontazione


@dataclass(frozen=True, slots=True)
class CampoEsame:
    """One field as it was sent, and how it was the time before, if it changed."""

    indirizzo: str
    etichetta: str
    valore: str
    unita: str
    prima: str | None


@dataclass(frozen=True, slots=True)
class AvvisoEsame:
    """A warning of the portal; `confermato` when the Comune said the value is right."""

    testo: str
    confermato: bool


@dataclass(frozen=True, slots=True)
class SpesaEsame:
    """What was spent on a cost head, in the period and in all, beside its budget."""

    preventivo: Decimal | None
    prima: Decimal | None
    totale: Decimal | None
    quota: int | None


@dataclass(frozen=True, slots=True)
class RigaEsame:
    """A row of the report with everything needed to judge it."""

    riga: Riga
    campi: tuple[CampoEsame, ...]
    avvisi: tuple[AvvisoEsame, ...]
    conferma: str
    evidenze: tuple[Evidenza, ...]
    osservazioni: tuple[Osservazione, ...]
    spesa: SpesaEsame | None

    @property
    def indirizzo(self) -> str:
        return f"{self.riga.sezione}/{self.riga.chiave}"


@dataclass(frozen=True, slots=True)
class SezioneEsame:
    """A section of the report under review."""

    codice: str
    nome: str
    righe: tuple[RigaEsame, ...]


@dataclass(frozen=True, slots=True)
class Esame:
    """A report under review."""

    sezioni: tuple[SezioneEsame, ...]
    generali: tuple[Osservazione, ...]
    evidenze: tuple[Evidenza, ...]
    differenze: tuple[Differenza, ...]
    segnalazioni: tuple[str, ...]


def segnalazioni_di(rendicontazioni: Iterable[Rendicontazione]) -> dict[int, tuple[str, ...]]:
    """By report, what somebody should look at before accepting it; a fixed number of queries."""
    scelte = {rendicontazione.pk: rendicontazione for rendicontazione in rendicontazioni}
    trovate: dict[int, list[str]] = {pk: [] for pk in scelte}
    precedenti = _valori_prima(scelte.values())
    rilevazioni = (
        Rilevazione.objects.misurate()
        .filter(rendicontazione__in=scelte)
        .select_related("indicatore", "rendicontazione__periodo")
        .prefetch_related("parti__dimensione")
        .order_by("indicatore__ordine", "indicatore__codice")
    )
    dimostrate = set(
        Evidenza.objects.attuali()
        .filter(rendicontazione__in=scelte, rilevazione__isnull=False)
        .values_list("rilevazione_id", flat=True)
    )
    for rilevazione in rilevazioni:
        indicatore = rilevazione.indicatore
        precedente = _ultima(precedenti, rilevazione)
        parti = list(rilevazione.parti.all())
        dette = [a.testo for a in avvisi_di(indicatore, rilevazione, parti, precedente)]
        if indicatore.evidenza_richiesta and rilevazione.pk not in dimostrate:
            dette.append(_("manca l'evidenza obbligatoria."))
        trovate[rilevazione.rendicontazione_id] += [f"{indicatore.codice}: {t}" for t in dette]
    aperte = Osservazione.objects.filter(rendicontazione__in=scelte, risolta_il__isnull=True)
    for pk in aperte.order_by("pk").values_list("rendicontazione_id", flat=True):
        trovate[pk].append(_("c'è un'osservazione aperta."))
    return {pk: tuple(testi) for pk, testi in trovate.items()}


def esame(rendicontazione: Rendicontazione) -> Esame:
    """Everything on one screen: values, warnings, evidence, remarks, what changed."""
    letto = modulo(rendicontazione)
    differenze = _differenze(rendicontazione)
    prima = {differenza.indirizzo: differenza.prima for differenza in differenze}
    per_riga = defaultdict(list)
    for evidenza in evidenze_attuali(rendicontazione):
        per_riga[riga_di(evidenza)].append(evidenza)
    osservazioni = list(rendicontazione.osservazioni.select_related("by"))
    spese = _spese(rendicontazione)
    sezioni = []
    for codice, righe in letto.sezioni.items():
        viste = tuple(_riga(riga, prima, per_riga, osservazioni, spese) for riga in righe)
        sezioni.append(SezioneEsame(codice, str(S(codice).label), viste))
    return Esame(
        sezioni=tuple(sezioni),
        generali=tuple(o for o in osservazioni if "/" not in o.campo),
        evidenze=tuple(per_riga[""]),
        differenze=differenze,
        segnalazioni=segnalazioni_di([rendicontazione])[rendicontazione.pk],
    )


# --- One row -------------------------------------------------------------------------------------
def _riga(
    riga: Riga,
    prima: Mapping[str, str],
    evidenze: Mapping[str, Sequence[Evidenza]],
    osservazioni: Sequence[Osservazione],
    spese: Mapping[int, tuple[Decimal | None, Decimal | None]],
) -> RigaEsame:
    indirizzo = f"{riga.sezione}/{riga.chiave}"
    return RigaEsame(
        riga=riga,
        campi=tuple(_campi(riga, prima)),
        avvisi=_avvisi(riga),
        conferma=riga.valori.get("conferma_avvisi", "") if riga.avvisi else "",
        evidenze=tuple(evidenze.get(indirizzo, ())),
        osservazioni=tuple(
            o for o in osservazioni if o.campo == indirizzo or o.campo.startswith(f"{indirizzo}/")
        ),
        spesa=_spesa(riga, spese),
    )


def _campi(riga: Riga, prima: Mapping[str, str]) -> Iterable[CampoEsame]:
    """What was said, and what was said before and no longer is."""
    for campo in riga.campi:
        indirizzo = riga.indirizzo(campo.nome)
        digitato = riga.valori[campo.nome]
        if campo.nome == "conferma_avvisi" or not (digitato or indirizzo in prima):
            continue
        scelte = {chiave: str(etichetta) for chiave, etichetta in campo.scelte}
        yield CampoEsame(
            indirizzo=indirizzo,
            etichetta=str(campo.etichetta),
            valore=scelte.get(digitato, digitato),
            unita=str(campo.unita) if digitato else "",
            prima=prima.get(indirizzo),
        )


def _avvisi(riga: Riga) -> tuple[AvvisoEsame, ...]:
    rilevazione = riga.oggetto if isinstance(riga.oggetto, Rilevazione) else None
    aperti: tuple[Avviso, ...] = avvisi_aperti(rilevazione, riga.avvisi)
    return tuple(AvvisoEsame(avviso.testo, avviso not in aperti) for avviso in riga.avvisi)


def _spesa(
    riga: Riga, spese: Mapping[int, tuple[Decimal | None, Decimal | None]]
) -> SpesaEsame | None:
    if riga.sezione != S.SPESE:
        return None
    preventivo = getattr(riga.riferimento, "preventivo_eur", None)
    prima, adesso = spese.get(int(riga.chiave), (None, None))
    dette = [importo for importo in (prima, adesso) if importo is not None]
    totale = sum(dette, Decimal(0)) if dette else None
    return SpesaEsame(
        preventivo=preventivo,
        prima=prima,
        totale=totale,
        quota=quota(totale, preventivo) if totale is not None and preventivo else None,
    )


def _spese(
    rendicontazione: Rendicontazione,
) -> dict[int, tuple[Decimal | None, Decimal | None]]:
    """By cost head: spent in the periods before, spent in this one. Nothing said is None."""
    passate = SpesaRendicontata.objects.filter(
        rendicontazione__progetto=rendicontazione.progetto_id,
        rendicontazione__periodo__al__lt=rendicontazione.periodo.al,
    ).exclude(rendicontazione__stato__in=STATI_APERTI)
    prima = dict(passate.order_by().values_list("voce").annotate(somma=Sum("importo_eur")))
    adesso = dict(rendicontazione.spese.values_list("voce_id", "importo_eur"))
    return {voce: (prima.get(voce), adesso.get(voce)) for voce in prima.keys() | adesso.keys()}


def _differenze(rendicontazione: Rendicontazione) -> tuple[Differenza, ...]:
    """What changed from the revision before to the last one sent."""
    ultimi = list(rendicontazione.invii.order_by("-revisione")[:2])
    if len(ultimi) < 2:
        return ()
    return contenuti_compare(ultimi[1].contenuto, ultimi[0].contenuto)


# --- Values of earlier periods -------------------------------------------------------------------
Serie = dict[tuple[int, Any], list[tuple[date, Rilevazione]]]


def _valori_prima(rendicontazioni: Iterable[Rendicontazione]) -> Serie:
    """By project and series, the measured values that were sent, oldest first."""
    progetti = {rendicontazione.progetto_id for rendicontazione in rendicontazioni}
    valori: Serie = defaultdict(list)
    passate = (
        Rilevazione.objects.misurate()
        .filter(rendicontazione__progetto__in=progetti)
        .exclude(rendicontazione__stato__in=STATI_APERTI)
        .select_related("indicatore", "rendicontazione__periodo")
        .order_by("rendicontazione__periodo__al", "pk")
    )
    for rilevazione in passate:
        chiave = (rilevazione.rendicontazione.progetto_id, rilevazione.indicatore.serie)
        valori[chiave].append((rilevazione.rendicontazione.periodo.al, rilevazione))
    return valori


def _ultima(valori: Serie, rilevazione: Rilevazione) -> Rilevazione | None:
    al = rilevazione.rendicontazione.periodo.al
    chiave = (rilevazione.rendicontazione.progetto_id, rilevazione.indicatore.serie)
    prima = [altra for fine, altra in valori.get(chiave, ()) if fine < al]
    return prima[-1] if prima else None
