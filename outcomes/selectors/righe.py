"""The rows a report asks, each with what was said so far, as texts the way they are typed."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from outcomes.enums import (
    STATI_APERTI,
    CapitoloTesto,
    SezioneRendicontazione,
    StatoValore,
)
from outcomes.models import (
    AvanzamentoAttivita,
    Evidenza,
    Indicatore,
    ParteRilevazione,
    Rendicontazione,
    RigaRendicontazione,
    Rilevazione,
    SpesaRendicontata,
    TestoRendicontazione,
)
from outcomes.selectors.avvisi import Avviso, avvisi_di
from outcomes.selectors.campi import (
    Campo,
    campi_attivita,
    campi_indicatore,
    campi_spesa,
    campi_testo,
    campi_valore,
)
from progetti.models import Attivita, VoceSpesa

S = SezioneRendicontazione
Allegate = Mapping[str, Mapping[int, int]]
_CON_EVIDENZE = ("rilevazione", "avanzamento", "spesa")
SEZIONI_CON_RIGHE = (S.ATTIVITA, S.INDICATORI, S.SPESE, S.TESTI)


@dataclass(frozen=True, slots=True)
class Riga:
    """One row of a report as the form shows it. `valori` are texts as they are typed."""

    sezione: str
    chiave: str
    etichetta: str
    campi: tuple[Campo, ...]
    valori: Mapping[str, str]
    versione: int
    errori: Mapping[str, str]
    avvisi: tuple[Avviso, ...]
    modificata_da: str
    modificata_il: datetime.datetime | None
    riferimento: Indicatore | Attivita | VoceSpesa | None
    oggetto: RigaRendicontazione | None
    precedente: str = ""
    target: str = ""
    evidenze: int = 0

    def indirizzo(self, campo: str) -> str:
        """The address of a field: «indicatori/I1/valore»."""
        return f"{self.sezione}/{self.chiave}/{campo}"

    def campo(self, nome: str) -> Campo | None:
        return next((campo for campo in self.campi if campo.nome == nome), None)


def riga_modulo(rendicontazione: Rendicontazione, sezione: str, chiave: str) -> Riga | None:
    """One row of the form, or None where the report asks no such row."""
    if sezione not in SEZIONI_CON_RIGHE:
        return None
    trovate = righe(rendicontazione, S(sezione), chiave)
    return trovate[0] if trovate else None


def rilevazioni_precedenti(rendicontazione: Rendicontazione) -> dict[Any, Rilevazione]:
    """By series, the last measured value of the project before this period, once it was sent."""
    passate = (
        Rilevazione.objects.misurate()
        .filter(
            rendicontazione__progetto=rendicontazione.progetto_id,
            rendicontazione__periodo__al__lt=rendicontazione.periodo.al,
        )
        .exclude(rendicontazione__stato__in=STATI_APERTI)
        .select_related("indicatore")
        .order_by("rendicontazione__periodo__al", "pk")
    )
    return {rilevazione.indicatore.serie: rilevazione for rilevazione in passate}


# --- Rows ----------------------------------------------------------------------------------------
def righe(
    rendicontazione: Rendicontazione,
    sezione: SezioneRendicontazione,
    chiave: str | None = None,
    allegate: Allegate | None = None,
) -> tuple[Riga, ...]:
    """The rows of a section, or the one with this key (`allegate`: their files, if known)."""
    fatte = {
        S.INDICATORI: _righe_indicatori,
        S.ATTIVITA: _righe_attivita,
        S.SPESE: _righe_spese,
        S.TESTI: _righe_testi,
    }
    return tuple(fatte[sezione](rendicontazione, chiave, allegate))


def _righe_indicatori(
    rendicontazione: Rendicontazione, chiave: str | None, allegate: Allegate | None
) -> Iterable[Riga]:
    indicatori = Indicatore.objects.filter(quadro=rendicontazione.quadro_id)
    rilevazioni = Rilevazione.objects.filter(rendicontazione=rendicontazione)
    if chiave is not None:
        indicatori = indicatori.filter(codice=chiave)
        rilevazioni = rilevazioni.filter(indicatore__codice=chiave)
    fatte = {
        r.indicatore_id: r
        for r in rilevazioni.select_related("modificata_da").prefetch_related("parti__dimensione")
    }
    precedenti = rilevazioni_precedenti(rendicontazione)
    mie = (allegate or allegate_alle_righe(rendicontazione))["rilevazione"]
    nel_periodo = Q(target__periodo=rendicontazione.periodo_id)
    for indicatore in (
        indicatori.select_related("esito")
        .prefetch_related("dimensioni")
        .annotate(atteso=Max("target__valore", filter=nel_periodo))
        .order_by("ordine", "codice")
    ):
        rilevazione = fatte.get(indicatore.pk)
        dimensioni = list(indicatore.dimensioni.all())
        campi = campi_indicatore(indicatore, dimensioni)
        precedente = precedenti.get(indicatore.serie)
        yield _riga(
            S.INDICATORI,
            indicatore.codice,
            indicatore.nome,
            campi,
            rilevazione,
            indicatore,
            valori=_valori_rilevazione(campi, rilevazione),
            avvisi=avvisi_di(indicatore, rilevazione, list(rilevazione.parti.all()), precedente)
            if rilevazione is not None
            else (),
            precedente=valore_mostrato(indicatore, precedente),
            target=campi_valore(indicatore)[0].mostra(indicatore.atteso),
            evidenze=mie.get(rilevazione.pk, 0) if rilevazione is not None else 0,
        )


def valore_mostrato(indicatore: Indicatore, rilevazione: Rilevazione | None) -> str:
    """A measured value as text: «12», «3 su 4»; empty where there is none."""
    if rilevazione is None or rilevazione.stato_valore != StatoValore.MISURATO:
        return ""
    campi = campi_valore(indicatore)
    testi = [campo.mostra(getattr(rilevazione, campo.nome)) for campo in campi]
    if len(testi) == 2:
        return _("%(num)s su %(den)s") % {"num": testi[0], "den": testi[1]}
    scelte = {chiave: str(etichetta) for chiave, etichetta in campi[0].scelte}
    return scelte.get(testi[0], testi[0])


def _righe_attivita(
    rendicontazione: Rendicontazione, chiave: str | None, allegate: Allegate | None
) -> Iterable[Riga]:
    fatte = {
        r.attivita_id: r
        for r in AvanzamentoAttivita.objects.filter(rendicontazione=rendicontazione).select_related(
            "modificata_da"
        )
    }
    mie = (allegate or allegate_alle_righe(rendicontazione))["avanzamento"]
    for attivita in _scelte(Attivita.objects.filter(progetto=rendicontazione.progetto_id), chiave):
        fatta = fatte.get(attivita.pk)
        yield _riga(
            S.ATTIVITA,
            str(attivita.pk),
            attivita.titolo,
            campi_attivita(),
            fatta,
            attivita,
            evidenze=mie.get(fatta.pk, 0) if fatta is not None else 0,
        )


def _righe_spese(
    rendicontazione: Rendicontazione, chiave: str | None, allegate: Allegate | None
) -> Iterable[Riga]:
    fatte = {
        r.voce_id: r
        for r in SpesaRendicontata.objects.filter(rendicontazione=rendicontazione).select_related(
            "modificata_da"
        )
    }
    mie = (allegate or allegate_alle_righe(rendicontazione))["spesa"]
    campi = campi_spesa()
    for voce in _scelte(VoceSpesa.objects.filter(progetto=rendicontazione.progetto_id), chiave):
        fatta = fatte.get(voce.pk)
        yield _riga(
            S.SPESE,
            str(voce.pk),
            str(voce),
            campi,
            fatta,
            voce,
            target=campi[0].mostra(voce.preventivo_eur),
            evidenze=mie.get(fatta.pk, 0) if fatta is not None else 0,
        )


def _righe_testi(
    rendicontazione: Rendicontazione, chiave: str | None, allegate: Allegate | None
) -> Iterable[Riga]:
    fatti = {
        t.capitolo: t
        for t in TestoRendicontazione.objects.filter(
            rendicontazione=rendicontazione
        ).select_related("modificata_da")
    }
    for capitolo in CapitoloTesto:
        if chiave in (None, capitolo.value):
            etichetta = str(capitolo.label)
            yield _riga(
                S.TESTI,
                capitolo.value,
                etichetta,
                campi_testo(etichetta),
                fatti.get(capitolo.value),
                None,
            )


def _scelte(queryset: Any, chiave: str | None) -> Any:
    if chiave is None:
        return queryset
    # A key of another kind is a row that does not exist, not an error of the database.
    return (
        queryset.filter(pk=chiave)
        if chiave.isascii() and chiave.isdigit() and len(chiave) < 19
        else []
    )


def _riga(
    sezione: SezioneRendicontazione,
    chiave: str,
    etichetta: str,
    campi: tuple[Campo, ...],
    oggetto: Any,
    riferimento: Any,
    *,
    valori: dict[str, str] | None = None,
    **altro: Any,
) -> Riga:
    if valori is None:
        valori = {c.nome: c.mostra(getattr(oggetto, c.nome, None)) for c in campi}
    grezzo = oggetto.grezzo if oggetto is not None else {}
    for nome, dato in grezzo.items():
        valori[nome] = dato["testo"]
    return Riga(
        sezione=sezione.value,
        chiave=chiave,
        etichetta=etichetta,
        campi=campi,
        valori=valori,
        versione=oggetto.versione if oggetto is not None else 0,
        errori={nome: dato["errore"] for nome, dato in grezzo.items()},
        avvisi=altro.pop("avvisi", ()),
        modificata_da=str(oggetto.modificata_da or "") if oggetto is not None else "",
        modificata_il=oggetto.modificata_il if oggetto is not None else None,
        riferimento=riferimento,
        oggetto=oggetto,
        **altro,
    )


def _valori_rilevazione(
    campi: tuple[Campo, ...], rilevazione: Rilevazione | None
) -> dict[str, str]:
    parti = {}
    if rilevazione is not None:
        for parte in rilevazione.parti.all():
            parti.update(_valori_parte(parte))
    return {
        campo.nome: campo.mostra(
            parti.get(campo.nome)
            if campo.nome.startswith("parti/")
            else getattr(rilevazione, campo.nome, None)
        )
        for campo in campi
    }


def _valori_parte(parte: ParteRilevazione) -> dict[str, Any]:
    base = f"parti/{parte.dimensione.nome}/{parte.voce}"
    return {
        base: parte.valore,
        f"{base}/numeratore": parte.numeratore,
        f"{base}/denominatore": parte.denominatore,
    }


def allegate_alle_righe(rendicontazione: Rendicontazione) -> Allegate:
    """How many files each row has: one question for all kinds of rows."""
    conti: dict[str, dict[int, int]] = {campo: {} for campo in _CON_EVIDENZE}
    evidenze = Evidenza.objects.attuali().filter(rendicontazione=rendicontazione)
    for trovata in evidenze.values(*(f"{campo}_id" for campo in _CON_EVIDENZE)):
        for campo in _CON_EVIDENZE:
            if (pk := trovata[f"{campo}_id"]) is not None:
                conti[campo][pk] = conti[campo].get(pk, 0) + 1
    return conti
