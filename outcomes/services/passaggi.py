"""The states of a report: the one place that moves a report from one to another."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from outcomes.enums import TRANSIZIONI_RENDICONTAZIONE, StatoRendicontazione
from outcomes.models import PassaggioRendicontazione, Rendicontazione


@transaction.atomic
def rendicontazione_transition(
    *, rendicontazione: Rendicontazione, a: StatoRendicontazione, by: User | None, nota: str = ""
) -> Rendicontazione:
    """Move a report to state `a` and log it. Returns the row, locked until the transaction ends.

    Acceptance is dated here, and a return takes the date away; `revisione` is the sender's. Raises
    DomainError («passaggio_non_ammesso») if the state it has now, in the database, does not allow
    it: whoever comes second is told.
    """
    bloccata = Rendicontazione.objects.select_for_update(of=("self",)).get(pk=rendicontazione.pk)
    da = StatoRendicontazione(bloccata.stato)
    _check(da, a)
    bloccata.stato = a
    if a == StatoRendicontazione.RESTITUITA:
        bloccata.accettata_il = None
    elif a == StatoRendicontazione.ACCETTATA and da == StatoRendicontazione.INVIATA:
        bloccata.accettata_il = timezone.now()
    bloccata.save(update_fields=["stato", "accettata_il", "updated_at"])
    PassaggioRendicontazione.objects.create(
        rendicontazione=bloccata,
        da=da,
        a=a,
        revisione=bloccata.revisione,
        nota=nota.strip(),
        by=by,
    )
    rendicontazione.stato, rendicontazione.accettata_il = bloccata.stato, bloccata.accettata_il
    return bloccata


def _check(da: StatoRendicontazione, a: StatoRendicontazione) -> None:
    dopo = TRANSIZIONI_RENDICONTAZIONE[da]
    if a in dopo:
        return
    ammessi = [str(stato.label) for stato in StatoRendicontazione if stato in dopo]
    testo = _(
        "La rendicontazione è «%(da)s»: da qui può diventare solo %(ammessi)s, non «%(a)s»."
    ) % {"da": da.label, "ammessi": " o ".join(f"«{nome}»" for nome in ammessi), "a": a.label}
    raise DomainError("passaggio_non_ammesso", testo)
