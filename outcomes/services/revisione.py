"""The review of a report by staff: remarks at its fields, return, acceptance."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from outcomes.enums import (
    SezioneRendicontazione,
    StatoRendicontazione,
    TipoAvviso,
    Verifica,
)
from outcomes.models import Osservazione, Rendicontazione, Rilevazione
from outcomes.selectors.revisione import segnalazioni_di
from outcomes.selectors.righe import riga_modulo
from outcomes.services.notifiche import comune_notify
from outcomes.services.passaggi import rendicontazione_transition

S = StatoRendicontazione
IN_ESAME = (S.INVIATA, S.ACCETTATA)


@dataclass(frozen=True, slots=True)
class NonAccettata:
    """A report left out of an acceptance of many, and why."""

    rendicontazione: Rendicontazione
    motivo: str


@dataclass(frozen=True, slots=True)
class Accettazione:
    """What accepting many reports did."""

    accettate: tuple[Rendicontazione, ...]
    saltate: tuple[NonAccettata, ...]


@transaction.atomic
def osservazione_add(
    *, rendicontazione: Rendicontazione, campo: str, testo: str, revisione: int, by: User
) -> Osservazione:
    """Write a remark at a field (empty: the whole); the Comune sees it once it is returned.

    Raises DomainError if the report is not under review, was sent again meanwhile, or has no such
    field, and without a text.
    """
    rendicontazione = _lock(rendicontazione, revisione)
    _check_in_esame(rendicontazione)
    if not testo.strip():
        errore = _("Scrivi l'osservazione.")
        raise DomainError("testo_mancante", errore, {"testo": [errore]})
    _check_campo(rendicontazione, campo)
    return Osservazione.objects.create(
        rendicontazione=rendicontazione,
        revisione=rendicontazione.revisione,
        campo=campo,
        testo=testo.strip(),
        by=by,
    )


@transaction.atomic
def osservazione_drop(*, osservazione: Osservazione, by: User) -> Osservazione:
    """Take back a remark: one the Comune has not seen is deleted, one it has seen is settled.

    Raises DomainError if it is settled already.
    """
    osservazione = Osservazione.objects.select_for_update(of=("self",)).get(pk=osservazione.pk)
    if osservazione.risolta_il is not None:
        raise DomainError("osservazione_risolta", _("L'osservazione è già risolta."))
    if osservazione.comunicata_il is None:
        osservazione.delete()
    else:
        osservazione.risolta_il = timezone.now()
        osservazione.save(update_fields=["risolta_il"])
    return osservazione


@transaction.atomic
def rendicontazione_return(
    *, rendicontazione: Rendicontazione, revisione: int, by: User, nota: str = ""
) -> Rendicontazione:
    """Send a report back with its open remarks, which the Comune now sees, and tell it.

    An accepted one can go back too, with a reason, as long as nothing is validated; values the
    evaluator disputes are then to be verified anew, and the dispute becomes a remark. Raises
    DomainError without a remark, for a wrong state, or if it was sent again meanwhile.
    """
    rendicontazione = _lock(rendicontazione, revisione)
    if rendicontazione.stato == S.ACCETTATA:
        _check_may_go_back(rendicontazione, nota)
        _disputes_to_remarks(rendicontazione, by)
    restituita = rendicontazione_transition(
        rendicontazione=rendicontazione, a=S.RESTITUITA, by=by, nota=nota
    )
    aperte = restituita.osservazioni.filter(risolta_il__isnull=True)
    if not aperte.exists():
        raise DomainError(
            "osservazione_mancante",
            _("Per restituire la rendicontazione scrivi almeno un'osservazione: di' che cosa non "
              "va, nel campo dove si corregge."),
        )  # fmt: skip
    aperte.filter(comunicata_il__isnull=True).update(comunicata_il=timezone.now())
    passaggio = restituita.passaggi.latest("pk")
    comune_notify(
        restituita,
        TipoAvviso.RESTITUITA,
        str(passaggio.pk),
        nota=nota.strip(),
        quante=aperte.count(),
    )
    return restituita


@transaction.atomic
def rendicontazione_accept(
    *, rendicontazione: Rendicontazione, revisione: int, by: User, nota: str = ""
) -> Rendicontazione:
    """Accept a sent report: its open remarks are settled, and the Comune is told.

    Raises DomainError for a wrong state, or if it was sent again meanwhile.
    """
    rendicontazione = _lock(rendicontazione, revisione)
    if rendicontazione.stato == S.VALIDATA:
        # A step of the table, but the evaluator's: taking a verdict back.
        raise DomainError("passaggio_non_ammesso", _("La rendicontazione è già validata."))
    accettata = rendicontazione_transition(
        rendicontazione=rendicontazione, a=S.ACCETTATA, by=by, nota=nota
    )
    accettata.osservazioni.filter(risolta_il__isnull=True).update(risolta_il=timezone.now())
    passaggio = accettata.passaggi.latest("pk")
    comune_notify(accettata, TipoAvviso.ACCETTATA, str(passaggio.pk), nota=nota.strip())
    return accettata


@transaction.atomic
def rendicontazioni_accept(*, rendicontazioni: Iterable[Rendicontazione], by: User) -> Accettazione:
    """Accept those where nothing was flagged; the others wait for somebody to look, and say why."""
    accettate, saltate = [], []
    for scelta in sorted(rendicontazioni, key=lambda r: r.pk):
        rendicontazione = _lock(scelta, scelta.revisione)
        motivo = _why_not_unseen(rendicontazione)
        if motivo:
            saltate.append(NonAccettata(rendicontazione, motivo))
        else:
            accettate.append(
                rendicontazione_accept(
                    rendicontazione=rendicontazione, revisione=rendicontazione.revisione, by=by
                )
            )
    return Accettazione(tuple(accettate), tuple(saltate))


def _why_not_unseen(rendicontazione: Rendicontazione) -> str:
    if rendicontazione.stato != S.INVIATA:
        return _("è «%s»") % rendicontazione.get_stato_display()
    segnalazioni = segnalazioni_di([rendicontazione])[rendicontazione.pk]
    return _("va esaminata: %s") % segnalazioni[0] if segnalazioni else ""


def _lock(rendicontazione: Rendicontazione, revisione: int) -> Rendicontazione:
    """The row locked, if it is still the revision that was looked at."""
    bloccata = (
        Rendicontazione.objects.select_for_update(of=("self",))
        .select_related("progetto__comune", "periodo", "quadro")
        .get(pk=rendicontazione.pk)
    )
    if bloccata.revisione != revisione:
        raise DomainError(
            "revisione_cambiata",
            _("Nel frattempo il Comune ha inviato la revisione %(n)s: tu stavi guardando la "
              "%(vista)s. Rileggila prima di decidere.")
            % {"n": bloccata.revisione, "vista": revisione},
        )  # fmt: skip
    return bloccata


def _check_in_esame(rendicontazione: Rendicontazione) -> None:
    if rendicontazione.stato not in IN_ESAME:
        raise DomainError(
            "passaggio_non_ammesso",
            _("La rendicontazione è «%s»: le osservazioni si scrivono su quelle inviate.")
            % rendicontazione.get_stato_display(),
        )


def _check_campo(rendicontazione: Rendicontazione, campo: str) -> None:
    """A remark is at a field there is: «indicatori/I1/valore», a row, a section, or the whole."""
    if not campo:
        return
    sezione, _barra, resto = campo.partition("/")
    chiave, _barra, nome = resto.partition("/")
    esiste = sezione in SezioneRendicontazione.values
    if esiste and chiave:
        riga = riga_modulo(rendicontazione, sezione, chiave)
        esiste = riga is not None and (not nome or riga.campo(nome) is not None)
    if not esiste:
        testo = _("Nella rendicontazione non c'è il campo «%s».") % campo
        raise DomainError("campo_sconosciuto", testo, {"campo": [testo]})


def _check_may_go_back(rendicontazione: Rendicontazione, nota: str) -> None:
    if rendicontazione.rilevazioni.filter(verifica=Verifica.VALIDATA).exists():
        raise DomainError(
            "gia_validata",
            _("Il valutatore ha già validato almeno un valore: la rendicontazione non torna più "
              "al Comune, a meno che il valutatore non ritiri il suo verdetto."),
        )  # fmt: skip
    if not nota.strip():
        testo = _("Scrivi perché restituisci una rendicontazione già accettata.")
        raise DomainError("motivo_mancante", testo, {"nota": [testo]})


def _disputes_to_remarks(rendicontazione: Rendicontazione, by: User) -> None:
    contestate = rendicontazione.rilevazioni.filter(verifica=Verifica.CONTESTATA)
    for rilevazione in contestate.select_related("indicatore"):
        Osservazione.objects.create(
            rendicontazione=rendicontazione,
            revisione=rendicontazione.revisione,
            campo=f"indicatori/{rilevazione.indicatore.codice}",
            testo=_("Il valutatore contesta il valore: %s") % rilevazione.verifica_nota,
            by=by,
        )
    Rilevazione.objects.filter(pk__in=[r.pk for r in contestate]).update(
        verifica=Verifica.DA_VERIFICARE,
        verifica_metodo="",
        verifica_nota="",
        verificata_da=None,
        verificata_il=None,
    )
