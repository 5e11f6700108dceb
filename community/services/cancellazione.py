"""The end of a person's data: names and addresses go, what was counted stays (ADR 0019)."""

import json
from datetime import date

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import AzionePersona, StatoIscrizione
from community.models import Iscrizione, Partecipazione, Persona, RichiestaInteressato
from community.models.presenze import codice_nuovo
from community.services.accessi import accesso_record
from community.services.foglio_firme import fogli_firme_forget
from community.services.persone import scheda_gruppo
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from fis_portal.core.text import chiave

PER_VOLTA = 200
# Of who has an account only these go: the others speak of her work for a Comune.
TIPI_MESSAGGI = ("evento", "incontro", "iscrizion", "community", "comunita")
# The rows that speak of a person, each with its way to her.
DOVE: tuple[tuple[type[Model], str], ...] = (
    (Persona, "pk"),
    (Iscrizione, "persona"),
    (Partecipazione, "persona"),
    (RichiestaInteressato, "persona"),
)
SCADENZA = "scadenza dei tempi di conservazione"


@transaction.atomic
def persona_anonymise(*, persona: Persona, motivo: str, by: User | None = None) -> Persona:
    """Erase who a person is from all her rows; registrations and attendances stay, nameless.

    Done again it changes nothing. Raises DomainError if `motivo` is empty or tells who she is.
    """
    schede = [s for s in scheda_gruppo(persona) if not s.anonimizzata_il]
    if not schede:
        return Persona.objects.get(pk=persona.pk)
    _check_motivo(motivo, schede)
    adesso = timezone.now()
    fogli_firme_forget(schede)
    for scheda in schede:
        _togli_messaggi(scheda)
        _togli_dal_registro(scheda)
        scheda.nome = scheda.cognome = scheda.email = scheda.agenda = ""
        scheda.user = None
        scheda.anonimizzata_il = adesso
        scheda.save(
            update_fields=[
                *("nome", "cognome", "email", "agenda", "user", "anonimizzata_il", "updated_at")
            ]
        )
        _togli_dalle_righe(scheda)
        _togli_dalla_storia(scheda)
        accesso_record(azione=AzionePersona.CANCELLAZIONE, by=by, persona=scheda, nota=motivo)
    return next((s for s in schede if s.pk == persona.pk), schede[0])


def persone_anonymise_due(oggi: date, limite: int = PER_VOLTA) -> int:
    """Erase the people whose time is over, a few at a time and each on her own; how many.

    Who has another row still to keep, or means to come to a meeting, waits.
    """
    altre = Persona.objects.filter(fusa_in=OuterRef("pk"), anonimizzata_il__isnull=True)
    verra = Iscrizione.objects.filter(
        Q(persona=OuterRef("pk")) | Q(persona__fusa_in=OuterRef("pk")),
        ~Q(stato=StatoIscrizione.ANNULLATA),
        Q(evento__data_inizio__gte=oggi) | Q(evento__data_fine__gte=oggi),
        evento__annullato_il__isnull=True,
    )
    scadute = (
        Persona.objects.da_rendere_anonime(oggi)
        .distinte()
        .exclude(Exists(altre.exclude(conservare_fino_al__lt=oggi)))
        .exclude(Exists(verra))
        .order_by("pk")[:limite]
    )
    persone = list(scadute)
    for persona in persone:
        persona_anonymise(persona=persona, motivo=SCADENZA)
    return len(persone)


def _check_motivo(motivo: str, schede: list[Persona]) -> None:
    """The reason stays after the person is gone: it may not say who she was."""
    if not motivo.strip():
        raise DomainError("motivo_mancante", _("Scrivi perché i dati si cancellano."))
    testo = chiave(motivo)
    for scheda in schede:
        if any(chiave(parte) in testo for parte in (scheda.cognome, scheda.email) if parte):
            raise DomainError(
                "motivo_con_nome",
                _("Il motivo resta scritto: non ripetere il nome o l'e-mail della persona."),
            )


def _togli_messaggi(scheda: Persona) -> None:
    """E-mails to her, waiting or sent, also to an address she had before: a message keeps it."""
    delle_righe = Q(tipo__startswith="evento_", chiave__endswith=f":{scheda.pk}")
    for pk in Iscrizione.objects.filter(persona=scheda).values_list("pk", flat=True):
        delle_righe |= Q(chiave__startswith=f"iscrizione:{pk}:")
    Messaggio.objects.filter(delle_righe).delete()
    if not scheda.email:
        return
    nella_chiave = Q(chiave__iendswith=f":{scheda.email}") | Q(
        chiave__icontains=f":{scheda.email}:"
    )
    suoi = Messaggio.objects.filter(Q(a__iexact=scheda.email) | nella_chiave)
    if User.objects.filter(email__iexact=scheda.email).exists():
        della_comunita = Q()
        for tipo in TIPI_MESSAGGI:
            della_comunita |= Q(tipo__contains=tipo)
        suoi = suoi.filter(della_comunita)
    suoi.delete()


def _togli_dal_registro(scheda: Persona) -> None:
    """Django's own log of the management area names the rows it speaks of."""
    for model, via in DOVE:
        pks = model._default_manager.filter(**{via: scheda.pk}).values_list("pk", flat=True)
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model),
            object_id__in=[str(pk) for pk in pks],
        ).update(object_repr="", change_message="")
    nome = str(scheda)
    LogEntry.objects.filter(
        Q(change_message__contains=nome) | Q(change_message__contains=json.dumps(nome)[1:-1])
    ).update(change_message="")


def _togli_dalle_righe(scheda: Persona) -> None:
    """Old links die; the body she wrote by hand may be herself, its kind is enough to count."""
    for iscrizione in Iscrizione.objects.filter(persona=scheda):
        iscrizione.codice = codice_nuovo()
        iscrizione.ente = ""
        iscrizione.save(update_fields=["codice", "ente", "updated_at"])
    Partecipazione.objects.filter(persona=scheda).update(ente="")
    RichiestaInteressato.objects.filter(persona=scheda).update(nota="")


def _togli_dalla_storia(scheda: Persona) -> None:
    """The history keeps what happened, without what tells to whom."""
    Persona.pgh_event_model.objects.filter(pgh_obj_id=scheda.pk).update(user=None)  # type: ignore[attr-defined]
    Iscrizione.pgh_event_model.objects.filter(persona=scheda.pk).update(ente="")  # type: ignore[attr-defined]
    Partecipazione.pgh_event_model.objects.filter(persona=scheda.pk).update(ente="")  # type: ignore[attr-defined]
    RichiestaInteressato.pgh_event_model.objects.filter(persona=scheda.pk).update(nota="")  # type: ignore[attr-defined]
