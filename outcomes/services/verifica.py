"""The evaluator's verdict on each measured value."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from outcomes.enums import StatoRendicontazione, StatoValore, TipoAvviso, Verifica
from outcomes.models import Rendicontazione, Rilevazione
from outcomes.services.notifiche import comune_notify, staff_notify
from outcomes.services.passaggi import rendicontazione_transition

S = StatoRendicontazione
CAMPI = (
    "verifica",
    "verifica_metodo",
    "verifica_nota",
    "verificata_da",
    "verificata_il",
    "versione",
)


@transaction.atomic
def verdetto_set(
    *,
    rilevazione: Rilevazione,
    verifica: Verifica,
    metodo: str,
    nota: str,
    versione: int,
    by: User,
) -> Rilevazione:
    """Validate or dispute one measured value of an accepted report.

    A dispute is told to the Comune and the staff. With the last verdict the report is validated:
    disputed values stay in it as such, and out of every figure. Raises DomainError if the report is
    not accepted, the value is not measured or has a verdict already, changed meanwhile, or method
    (for a dispute also the note) is missing.
    """
    rendicontazione, bloccata = _lock(rilevazione, versione)
    _check_verificabile(rendicontazione, bloccata)
    _check_testi(verifica, metodo, nota)
    bloccata.verifica = verifica
    bloccata.verifica_metodo = metodo.strip()
    bloccata.verifica_nota = nota.strip()
    bloccata.verificata_da = by
    bloccata.verificata_il = timezone.now()
    _save(bloccata)
    if verifica == Verifica.CONTESTATA:
        _tell_dispute(rendicontazione, bloccata)
    _close_if_complete(rendicontazione, by)
    return bloccata


@transaction.atomic
def verdetto_undo(*, rilevazione: Rilevazione, motivo: str, versione: int, by: User) -> Rilevazione:
    """Take a verdict back, with a reason; a validated report is only accepted again.

    Raises DomainError without a reason or a verdict, or if the value changed meanwhile.
    """
    rendicontazione, bloccata = _lock(rilevazione, versione)
    if bloccata.verifica == Verifica.DA_VERIFICARE:
        raise DomainError("verdetto_assente", _("Il valore non ha un verdetto da ritirare."))
    if not motivo.strip():
        testo = _("Scrivi perché ritiri il verdetto.")
        raise DomainError("motivo_mancante", testo, {"motivo": [testo]})
    era = bloccata.get_verifica_display()
    bloccata.verifica = Verifica.DA_VERIFICARE
    bloccata.verifica_metodo = ""
    bloccata.verifica_nota = motivo.strip()
    bloccata.verificata_da = None
    bloccata.verificata_il = None
    _save(bloccata)
    if rendicontazione.stato == S.VALIDATA:
        nota = _("%(indicatore)s non è più «%(era)s»: %(motivo)s") % {
            "indicatore": bloccata.indicatore.codice,
            "era": era,
            "motivo": motivo.strip(),
        }
        rendicontazione_transition(rendicontazione=rendicontazione, a=S.ACCETTATA, by=by, nota=nota)
    return bloccata


def _lock(rilevazione: Rilevazione, versione: int) -> tuple[Rendicontazione, Rilevazione]:
    """Report first, then value: the same order as whoever returns the report."""
    rendicontazione = (
        Rendicontazione.objects.select_for_update(of=("self",))
        .select_related("progetto__comune", "periodo", "quadro")
        .get(pk=rilevazione.rendicontazione_id)
    )
    bloccata = (
        Rilevazione.objects.select_for_update(of=("self",))
        .select_related("indicatore")
        .get(pk=rilevazione.pk)
    )
    if bloccata.versione != versione:
        raise DomainError(
            "riga_cambiata",
            _("Nel frattempo qualcuno ha modificato questo valore o il suo verdetto: guarda "
              "com'è adesso, poi decidi di nuovo."),
        )  # fmt: skip
    return rendicontazione, bloccata


def _save(rilevazione: Rilevazione) -> None:
    rilevazione.versione += 1
    rilevazione.save(update_fields=CAMPI)


def _check_verificabile(rendicontazione: Rendicontazione, rilevazione: Rilevazione) -> None:
    if rilevazione.verifica != Verifica.DA_VERIFICARE:
        raise DomainError(
            "verdetto_presente",
            _("Il valore ha già un verdetto: ritiralo prima di darne un altro."),
        )
    if rendicontazione.stato != S.ACCETTATA:
        raise DomainError(
            "passaggio_non_ammesso",
            _("La rendicontazione è «%s»: si verificano i valori di quelle accettate.")
            % rendicontazione.get_stato_display(),
        )
    if rilevazione.stato_valore != StatoValore.MISURATO:
        raise DomainError(
            "valore_non_misurato", _("Non c'è un valore misurato: non c'è nulla da verificare.")
        )


def _check_testi(verifica: Verifica, metodo: str, nota: str) -> None:
    campi = {}
    if verifica not in (Verifica.VALIDATA, Verifica.CONTESTATA):
        campi["verifica"] = [_("Scegli se validi o contesti il valore.")]
    if not metodo.strip():
        campi["metodo"] = [_("Indica con quale metodo hai verificato il valore.")]
    if verifica == Verifica.CONTESTATA and not nota.strip():
        campi["nota"] = [_("Spiega perché contesti il valore.")]
    if campi:
        raise DomainError("verdetto_incompleto", next(iter(campi.values()))[0], campi)


def _tell_dispute(rendicontazione: Rendicontazione, rilevazione: Rilevazione) -> None:
    evento = f"{rilevazione.pk}:{rilevazione.versione}"
    for notify in (comune_notify, staff_notify):
        notify(rendicontazione, TipoAvviso.CONTESTATA, evento, rilevazione=rilevazione)


def _close_if_complete(rendicontazione: Rendicontazione, by: User) -> None:
    misurate = rendicontazione.rilevazioni.filter(stato_valore=StatoValore.MISURATO)
    if misurate.filter(verifica=Verifica.DA_VERIFICARE).exists():
        return
    validata = rendicontazione_transition(rendicontazione=rendicontazione, a=S.VALIDATA, by=by)
    passaggio = validata.passaggi.latest("pk")
    comune_notify(
        rendicontazione,
        TipoAvviso.VALIDATA,
        str(passaggio.pk),
        validate=misurate.filter(verifica=Verifica.VALIDATA).count(),
        contestate=misurate.filter(verifica=Verifica.CONTESTATA).count(),
    )
