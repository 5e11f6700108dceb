"""What the public will see of a report, if it is accepted as it is now."""

from dataclasses import dataclass, replace

from django.utils import timezone

from outcomes.enums import Attendibilita, Riservatezza, StatoValore
from outcomes.models import Indicatore, ParteRilevazione, Rendicontazione, Rilevazione
from outcomes.selectors.modulo import modulo
from outcomes.selectors.progresso import misura
from outcomes.selectors.righe import Riga, valore_mostrato
from outcomes.selectors.riservatezza import serie_pubblica
from outcomes.selectors.serie import quantita, serie_degli_indicatori
from outcomes.selectors.tipi import Misura, Parte, Periodo, Punto, Quantita, Serie


@dataclass(frozen=True, slots=True)
class VocePubblica:
    """One indicator as the public page would show it, small cells hidden, progress computed."""

    indicatore: Indicatore
    stato: str
    valore: str
    motivo: str
    precedente: str
    is_nascosto: bool
    progresso: int | None
    perche_senza_progresso: str

    @property
    def is_misurato(self) -> bool:
        return self.stato == StatoValore.MISURATO and bool(self.valore)

    @property
    def is_riservato(self) -> bool:
        """Do small counts of it go unshown?"""
        return self.indicatore.riservatezza != Riservatezza.NESSUNA


def anteprima_pubblica(rendicontazione: Rendicontazione) -> tuple[VocePubblica, ...]:
    """The public indicators of the report, in its order."""
    righe = {
        riga.riferimento.pk: riga
        for riga in modulo(rendicontazione).sezioni["indicatori"]
        if isinstance(riga.riferimento, Indicatore)
    }
    pubblici = Indicatore.objects.filter(quadro=rendicontazione.quadro_id, is_public=True)
    serie = {s.indicatore.pk: s for s in serie_degli_indicatori(pubblici)}
    return tuple(
        _voce(riga, _pubblicata(serie[pk], riga.oggetto, rendicontazione))
        for pk, riga in righe.items()
        if pk in serie
    )


def _pubblicata(serie: Serie, oggetto: object, rendicontazione: Rendicontazione) -> Misura:
    """What everybody would see once this report, too, is accepted."""
    if not isinstance(oggetto, Rilevazione) or not oggetto.stato_valore:
        return misura(serie_pubblica(serie))
    altri = [punto for punto in serie.punti if punto.id != oggetto.pk]
    punti = sorted([*altri, _punto(oggetto, rendicontazione)], key=lambda p: p.periodo.al)
    return misura(serie_pubblica(replace(serie, punti=tuple(punti))))


def _punto(rilevazione: Rilevazione, rendicontazione: Rendicontazione) -> Punto:
    periodo, adesso = rendicontazione.periodo, timezone.now()
    tipo = rilevazione.indicatore.tipo
    return Punto(
        id=rilevazione.pk,
        periodo=Periodo(periodo.codice, periodo.nome, periodo.dal, periodo.al),
        stato=StatoValore(rilevazione.stato_valore),
        quantita=_quantita(rilevazione, tipo),
        motivo=rilevazione.motivo,
        attendibilita=Attendibilita.ACCETTATO,
        aggiornato_at=adesso,
        pubblico_dal=adesso,
        parti=tuple(
            Parte(parte.dimensione.nome, parte.voce, _quantita(parte, tipo))
            for parte in rilevazione.parti.all()
        ),
    )


def _quantita(di: Rilevazione | ParteRilevazione, tipo: str) -> Quantita:
    valori = {"valore": di.valore, "numeratore": di.numeratore, "denominatore": di.denominatore}
    return quantita({nome: None if v is None else str(v) for nome, v in valori.items()}, tipo)


def _voce(riga: Riga, misurata: Misura) -> VocePubblica:
    indicatore = misurata.serie.indicatore
    oggetto = riga.oggetto if isinstance(riga.oggetto, Rilevazione) else None
    mio = next(
        (p for p in misurata.serie.punti if oggetto is not None and p.id == oggetto.pk), None
    )
    return VocePubblica(
        indicatore=indicatore,
        stato=riga.valori["stato_valore"],
        valore=valore_mostrato(indicatore, oggetto),
        motivo=riga.valori["motivo"],
        precedente=riga.precedente,
        is_nascosto=mio is not None and mio.quantita.soppressa,
        progresso=misurata.progresso.percento,
        perche_senza_progresso=str(misurata.progresso.motivo),
    )
