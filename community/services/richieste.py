"""What a person asks about her own data: written down when it comes, then carried out."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import AzionePersona, TipoRichiesta
from community.models import Persona, RichiestaInteressato
from community.selectors.persone import persona_dati
from community.services.accessi import accesso_record
from community.services.cancellazione import persona_anonymise
from community.services.fascicolo import fascicolo_zip
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError


@transaction.atomic
def persona_export(*, persona: Persona, by: User) -> bytes:
    """Everything held about one person, all her rows: a ZIP to read and to process. Logged."""
    dati = persona_dati(persona)
    accesso_record(
        azione=AzionePersona.ESPORTAZIONE, by=by, persona=persona, quante=len(dati["schede"])
    )
    return fascicolo_zip(dati)


def richiesta_check(*, persona: Persona, ricevuta_il: date) -> None:
    """Raises DomainError for a day to come, or a person whose data were erased already."""
    if ricevuta_il > timezone.localdate():
        testo = _("La richiesta non può essere arrivata nel futuro.")
        raise DomainError("data_futura", testo, {"ricevuta_il": [testo]})
    if persona.anonimizzata_il:
        raise DomainError("persona_anonima", _("I dati di questa persona sono già cancellati."))


@transaction.atomic
def richiesta_record(
    *, persona: Persona, tipo: TipoRichiesta, ricevuta_il: date, by: User, nota: str = ""
) -> RichiestaInteressato:
    """Write down a request. Raises DomainError as `richiesta_check`."""
    richiesta_check(persona=persona, ricevuta_il=ricevuta_il)
    richiesta = RichiestaInteressato(persona=persona, tipo=tipo, ricevuta_il=ricevuta_il, nota=nota)
    richiesta.full_clean()
    richiesta.save()
    accesso_record(azione=AzionePersona.MODIFICA, by=by, persona=persona, nota="richiesta annotata")
    return richiesta


@transaction.atomic
def richiesta_fulfil(*, richiesta: RichiestaInteressato, by: User) -> bytes | None:
    """Carry out a request: the copy of the data to hand over, or None when they were erased.

    Raises DomainError if it was carried out before.
    """
    richiesta = RichiestaInteressato.objects.select_for_update().get(pk=richiesta.pk)
    if richiesta.evasa_il:
        raise DomainError("richiesta_evasa", _("Questa richiesta è già stata evasa."))
    copia = None
    if richiesta.tipo == TipoRichiesta.CANCELLAZIONE:
        motivo = _("richiesta n. %(pk)s della persona interessata") % {"pk": richiesta.pk}
        persona_anonymise(persona=richiesta.persona, motivo=motivo, by=by)
        richiesta.refresh_from_db()
    else:
        copia = persona_export(persona=richiesta.persona, by=by)
    richiesta.evasa_il = timezone.now()
    richiesta.evasa_da = by
    richiesta.save(update_fields=["evasa_il", "evasa_da", "updated_at"])
    return copia
