from copy import copy
from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.enums import PrecisioneData
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Fonte
from fis_portal.core.quote import data_it
from progetti.enums import STATI_USCITA, TRANSIZIONI_FASE, StatoFase
from progetti.models import FaseProgetto, TransizioneFase


@transaction.atomic
def fase_transition(
    *,
    fase: FaseProgetto,
    a: StatoFase,
    data: date,
    by: User | None,
    precisione: str = PrecisioneData.GIORNO,
    motivo: str = "",
    atto: str = "",
    fonte: Fonte | None = None,
) -> TransizioneFase:
    """Record that a phase reached state `a` on a day, and make it the phase's state.

    The first recorded step may be any state: records start where the sources do. Raises
    DomainError if the step is not allowed, is dated before the previous one or in the future, or
    if a withdrawal or an exclusion has no reason.
    """
    bloccata = FaseProgetto.objects.select_for_update(of=("self",)).get(pk=fase.pk)
    precedente = bloccata.transizioni.order_by("data", "pk").last()
    da = StatoFase(bloccata.stato) if precedente else None
    _check_passaggio(da, a)
    _check_data(data, precedente)
    if a in STATI_USCITA and not motivo.strip():
        testo = _("Indica il motivo del ritiro o dell'esclusione.")
        raise DomainError("motivo_mancante", testo, {"motivo": [testo]})

    transizione = TransizioneFase(
        fase=bloccata,
        da=da or "",
        a=a,
        data=data,
        precisione=precisione,
        motivo=motivo.strip(),
        atto=atto.strip(),
        fonte=fonte,
        by=by,
    )
    try:
        transizione.full_clean()
    except ValidationError as errore:
        raise _da_validazione(errore) from errore
    transizione.save()
    bloccata.stato = a
    bloccata.save(update_fields=["stato", "updated_at"])
    fase.stato = a
    return transizione


@transaction.atomic
def fase_undo_last(*, fase: FaseProgetto, by: User | None) -> TransizioneFase:
    """Take back the last step of a phase, recorded by mistake; the history keeps both facts.

    Raises DomainError if there is no step to take back.
    """
    bloccata = FaseProgetto.objects.select_for_update(of=("self",)).get(pk=fase.pk)
    ultima = bloccata.transizioni.order_by("data", "pk").last()
    if ultima is None:
        testo = _("La fase non ha passaggi registrati: non c'è nulla da annullare.")
        raise DomainError("nessun_passaggio", testo)
    tolta = copy(ultima)
    ultima.delete()
    prima = bloccata.transizioni.order_by("data", "pk").last()
    bloccata.stato = prima.a if prima else StatoFase.CANDIDATA
    bloccata.save(update_fields=["stato", "updated_at"])
    fase.stato = bloccata.stato
    return tolta


def _check_passaggio(da: StatoFase | None, a: StatoFase) -> None:
    if da is None or a in TRANSIZIONI_FASE[da]:
        return
    ammessi = [stato.label for stato in StatoFase if stato in TRANSIZIONI_FASE[da]]
    if ammessi:
        testo = _("Da «%(da)s» la fase può passare solo a: %(ammessi)s.") % {
            "da": da.label,
            "ammessi": ", ".join(str(stato) for stato in ammessi),
        }
    else:
        testo = _("La fase è «%(da)s»: è uno stato finale e non ha altri passaggi.") % {
            "da": da.label
        }
    raise DomainError("passaggio_non_ammesso", testo, {"a": [testo]})


def _check_data(data: date, precedente: TransizioneFase | None) -> None:
    testo = ""
    if data > timezone.localdate():
        testo = _("La data del passaggio è nel futuro: registralo quando sarà avvenuto.")
    elif precedente and data < precedente.data:
        testo = _("Il passaggio non può precedere quello a «%(stato)s» del %(data)s.") % {
            "stato": precedente.get_a_display(),
            "data": data_it(precedente.data),
        }
    if testo:
        raise DomainError("data_non_valida", testo, {"data": [testo]})


def _da_validazione(errore: ValidationError) -> DomainError:
    campi = {campo: list(testi) for campo, testi in errore.message_dict.items()}
    generali = campi.get(NON_FIELD_ERRORS) or next(iter(campi.values()))
    return DomainError("dati_non_validi", " ".join(generali), campi)
