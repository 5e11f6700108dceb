"""Saving the rows of a report that is open: by form, spreadsheet or the Comune's own system.

One row at a time, under a lock on its report: sending waits for a save that has begun, and a save
that comes after the sending is refused. Nothing typed is lost: what cannot be read as a value is
kept as it is, with the reason.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from outcomes.enums import STATI_APERTI, SezioneRendicontazione, StatoRendicontazione, StatoValore
from outcomes.models import (
    AvanzamentoAttivita,
    Dimensione,
    Indicatore,
    ParteRilevazione,
    Rendicontazione,
    RigaRendicontazione,
    Rilevazione,
    SpesaRendicontata,
    TestoRendicontazione,
)
from outcomes.selectors.campi import posti_parti
from outcomes.selectors.digitato import VALORI, Lettura, cambia, is_value, leggi, valore_scelto
from outcomes.selectors.righe import Riga, riga_modulo
from outcomes.services.passaggi import rendicontazione_transition
from progetti.models import Attivita, VoceSpesa

S = SezioneRendicontazione


class RigaCambiata(DomainError):
    """Somebody else saved the row meanwhile: `attuale` is the row as it is now."""

    def __init__(self, attuale: Riga) -> None:
        super().__init__(
            "riga_cambiata",
            _(
                "Nel frattempo %(chi)s ha modificato questa riga: confronta i due testi e scegli "
                "quale tenere."
            )
            % {"chi": attuale.modificata_da or _("un'altra persona")},
        )
        self.attuale = attuale


@transaction.atomic
def riga_save(
    *,
    rendicontazione: Rendicontazione,
    sezione: str,
    chiave: str,
    campi: Mapping[str, Any],
    versione: int | None,
    by: User,
    stretto: bool = False,
) -> Riga:
    """Save the fields given of one row; the others stay. Returns the row as it is now.

    `versione` is the one that was read; None for systems that own their values. With `stretto`
    what cannot be read is refused instead of kept. The same values again change nothing.

    Raises DomainError `stato_non_aperto`, `riga_ignota`, `valore_non_valido` (with `fields`), and
    RigaCambiata when somebody saved other values since `versione`.
    """
    bloccata = open_report(rendicontazione)
    attuale = riga_modulo(bloccata, sezione, chiave)
    if attuale is None:
        raise DomainError("riga_ignota", _("La rendicontazione non chiede questa riga."))
    lettura = leggi(attuale, campi)
    if stretto and lettura.grezzo:
        raise DomainError(
            "valore_non_valido",
            _("Alcuni valori non si leggono: correggili e riprova."),
            {nome: [dato["errore"]] for nome, dato in lettura.grezzo.items()},
        )
    if not cambia(attuale, lettura):
        return attuale
    if versione is not None and versione != attuale.versione:
        raise RigaCambiata(attuale)
    if bloccata.stato == StatoRendicontazione.DA_INIZIARE:
        rendicontazione_transition(rendicontazione=bloccata, a=StatoRendicontazione.BOZZA, by=by)
    _write(bloccata, attuale, lettura, by)
    salvata = riga_modulo(bloccata, sezione, chiave)
    assert salvata is not None  # noqa: S101
    return _confirm_warnings(salvata) if "conferma_avvisi" in campi else salvata


@transaction.atomic
def righe_save(
    *,
    rendicontazione: Rendicontazione,
    righe: Sequence[tuple[str, str, Mapping[str, Any]]],
    by: User,
) -> int:
    """Save many rows, all or none; returns how many changed. Raises as a strict `riga_save`.

    The fields of an error carry the address of the cell: «indicatori/I1/valore».
    """
    cambiate = 0
    errori: dict[str, list[str]] = {}
    for sezione, chiave, campi in righe:
        prima = riga_modulo(rendicontazione, sezione, chiave)
        try:
            dopo = riga_save(
                rendicontazione=rendicontazione,
                sezione=sezione,
                chiave=chiave,
                campi=campi,
                versione=None,
                by=by,
                stretto=True,
            )
        except DomainError as errore:
            if errore.code == "stato_non_aperto":
                raise
            nomi = errore.fields or {"": [errore.message]}
            errori |= {f"{sezione}/{chiave}/{nome}": testi for nome, testi in nomi.items()}
        else:
            cambiate += prima is None or dopo.versione != prima.versione
    if errori:
        testo = _("Alcuni valori non si leggono: non è stato salvato nulla.")
        raise DomainError("valore_non_valido", testo, errori)
    return cambiate


def open_report(rendicontazione: Rendicontazione) -> Rendicontazione:
    bloccata = (
        Rendicontazione.objects.select_for_update(of=("self",))
        .select_related("periodo")
        .get(pk=rendicontazione.pk)
    )
    if bloccata.stato not in STATI_APERTI:
        testo = _(
            "La rendicontazione è %(stato)s: non si può modificare. Se serve una correzione, "
            "chiedi al programma di restituirla."
        ) % {"stato": bloccata.get_stato_display()}
        raise DomainError("stato_non_aperto", testo)
    return bloccata


# --- Writing -------------------------------------------------------------------------------------
def _write(
    rendicontazione: Rendicontazione, riga: Riga, lettura: Lettura, by: User
) -> RigaRendicontazione:
    oggetto: Any = riga.oggetto or _new_row(rendicontazione, riga)
    parti = {}
    for nome, valore in lettura.valori.items():
        oggetto.grezzo.pop(nome, None)
        if nome.startswith("parti/"):
            parti[nome] = valore_scelto(riga.campo(nome), valore)
        else:
            setattr(oggetto, nome, valore_scelto(riga.campo(nome), valore))
    for nome, dato in lettura.grezzo.items():
        # The last readable value is not what the person means any more.
        oggetto.grezzo[nome] = dato
        if nome.startswith("parti/"):
            parti[nome] = None
        else:
            setattr(oggetto, nome, _empty(oggetto, nome))
    if riga.sezione == S.INDICATORI and oggetto.stato_valore != StatoValore.MISURATO:
        _forget_values(oggetto, lettura)
    oggetto.versione += 1
    oggetto.modificata_da = by
    oggetto.modificata_il = timezone.now()
    _validate(oggetto)
    oggetto.save()
    if riga.sezione == S.INDICATORI:
        _write_parts(oggetto, parti)
    return oggetto


def _forget_values(rilevazione: Rilevazione, lettura: Lettura) -> None:
    """What is not measured has no value; nor is an old typing error in the way any more."""
    for nome in VALORI:
        setattr(rilevazione, nome, None)
    if "stato_valore" in lettura.valori:
        for nome in [n for n in rilevazione.grezzo if is_value(n) and n not in lettura.grezzo]:
            del rilevazione.grezzo[nome]


def _empty(oggetto: RigaRendicontazione, nome: str) -> Any:
    campo = oggetto._meta.get_field(nome)
    return None if getattr(campo, "null", False) else ""


def _new_row(rendicontazione: Rendicontazione, riga: Riga) -> RigaRendicontazione:
    match riga.riferimento:
        case Indicatore():
            return Rilevazione(rendicontazione=rendicontazione, indicatore=riga.riferimento)
        case Attivita():
            return AvanzamentoAttivita(rendicontazione=rendicontazione, attivita=riga.riferimento)
        case VoceSpesa():
            return SpesaRendicontata(rendicontazione=rendicontazione, voce=riga.riferimento)
    return TestoRendicontazione(rendicontazione=rendicontazione, capitolo=riga.chiave)


def _validate(oggetto: RigaRendicontazione) -> None:
    """The last defence: what the database would refuse is an Italian message, not an error page."""
    try:
        oggetto.full_clean(validate_unique=False)
    except ValidationError as errore:
        campi = errore.message_dict
        testi = [testo for elenco in campi.values() for testo in elenco]
        raise DomainError("valore_non_valido", " ".join(testi), campi) from errore


def _write_parts(rilevazione: Rilevazione, parti: Mapping[str, Any]) -> None:
    if rilevazione.stato_valore != StatoValore.MISURATO:
        rilevazione.parti.all().delete()
        return
    if not parti:
        return
    indicatore = rilevazione.indicatore
    posti = posti_parti(indicatore, Dimensione.objects.filter(indicatore=indicatore))
    per_parte: dict[tuple[Dimensione, str], dict[str, Any]] = {}
    for nome, valore in parti.items():
        dimensione, voce, attributo = posti[nome]
        per_parte.setdefault((dimensione, voce), {})[attributo] = valore
    for (dimensione, voce), valori in per_parte.items():
        parte, _creata = ParteRilevazione.objects.update_or_create(
            rilevazione=rilevazione, dimensione=dimensione, voce=voce, defaults=valori
        )
        if all(getattr(parte, nome) is None for nome in VALORI):
            parte.delete()


def _confirm_warnings(riga: Riga) -> Riga:
    """A note confirms the warnings there are now, for the values they are about."""
    rilevazione = riga.oggetto
    if isinstance(rilevazione, Rilevazione):
        confermati = [a.chiave for a in riga.avvisi] if rilevazione.conferma_avvisi else []
        Rilevazione.objects.filter(pk=rilevazione.pk).update(avvisi_confermati=confermati)
        rilevazione.avvisi_confermati = confermati
    return riga
