"""The diary of one-to-one support: written by the staff, shared with the Comune, followed up."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import INCONTRI_DI_SUPPORTO, StatoAzione
from community.models import AzioneIncontro, Evento, SeguitoAzione, VerbaleIncontro
from community.permissions import can_close_azione
from comuni.models import Referente
from fis_portal.accounts.models import User
from fis_portal.accounts.services import avviso_send
from fis_portal.core.errors import DomainError
from progetti.models import Progetto

AVVISO_DIARIO = "diario_condiviso"


class Detto(NamedTuple):
    """What a meeting found of an action agreed before."""

    azione: AzioneIncontro
    stato: str
    nota: str = ""


@transaction.atomic
def verbale_create(
    *,
    evento: Evento,
    progetto: Progetto,
    argomenti: str,
    ore_supporto: Decimal | None = None,
    nota_interna: str = "",
    by: User,
) -> VerbaleIncontro:
    """Open the page of the diary for a project at a support meeting; nobody else reads it yet.

    Raises DomainError: `incontro_di_altro_tipo`, `progetto_non_invitato`, `verbale_non_valido`.
    """
    if evento.tipo not in INCONTRI_DI_SUPPORTO:
        testo = _("Il diario è degli outcome team e degli incontri di supporto.")
        raise DomainError("incontro_di_altro_tipo", testo, {"evento": [testo]})
    if not evento.progetti.filter(pk=progetto.pk).exists():
        testo = _("Il progetto non è fra quelli dell'incontro: aggiungilo prima all'evento.")
        raise DomainError("progetto_non_invitato", testo, {"progetto": [testo]})
    verbale = VerbaleIncontro(
        evento=evento,
        progetto=progetto,
        argomenti=argomenti.strip(),
        ore_supporto=ore_supporto,
        nota_interna=nota_interna.strip(),
        by=by,
    )
    try:
        verbale.full_clean()
    except ValidationError as errore:
        campi = {("evento" if n == "__all__" else n): t for n, t in errore.message_dict.items()}
        raise DomainError("verbale_non_valido", " ".join(errore.messages), campi) from None
    verbale.save()
    return verbale


@transaction.atomic
def verbale_share(*, verbale: VerbaleIncontro, by: User) -> VerbaleIncontro:
    """Let the project's team read the page (never the internal note), and tell its officers once.

    Twice is once. Raises DomainError `evento_in_bozza`.
    """
    verbale = (
        VerbaleIncontro.objects.select_for_update(of=("self",))
        .select_related("evento", "progetto__comune")
        .get(pk=verbale.pk)
    )
    if verbale.condiviso_il is not None:
        return verbale
    if not (verbale.evento.is_public or verbale.evento.is_riservato):
        raise DomainError(
            "evento_in_bozza",
            _("L'incontro è ancora in bozza e il Comune non lo vede: rendilo prima riservato."),
        )
    verbale.condiviso_il = timezone.now()
    verbale.save(update_fields=["condiviso_il", "updated_at"])
    referenti = Referente.objects.attivi().filter(comune=verbale.progetto.comune_id)
    for referente in referenti.select_related("user"):
        avviso_send(
            user=referente.user,
            tipo=AVVISO_DIARIO,
            chiave=f"{AVVISO_DIARIO}:{verbale.pk}:{referente.user_id}",
            oggetto_template="community/email/diario_condiviso_oggetto.txt",
            testo_template="community/email/diario_condiviso_testo.txt",
            contesto={
                "verbale": verbale,
                "azioni": list(verbale.azioni.all()),
                "indirizzo": settings.SITE_URL + reverse("area_incontri:diario", args=[verbale.pk]),
            },
        )
    return verbale


@transaction.atomic
def azione_close(
    *, azione: AzioneIncontro, stato: str, by: User, il: date | None = None
) -> AzioneIncontro:
    """Say that an action is done, or dropped, on a day (today).

    Raises DomainError: `azione_non_tua`, `azione_chiusa`, `stato_non_di_chiusura`, `data_futura`.
    """
    azione = (
        AzioneIncontro.objects.select_for_update(of=("self",))
        .select_related("verbale__progetto")
        .defer("verbale__nota_interna")
        .get(pk=azione.pk)
    )
    if not can_close_azione(by, azione):
        raise DomainError("azione_non_tua", _("Questa azione non è a carico tuo."))
    if azione.stato != StatoAzione.APERTA:
        testo = _("L'azione è già %(stato)s.") % {"stato": azione.get_stato_display()}
        raise DomainError("azione_chiusa", testo)
    if stato not in (StatoAzione.FATTA, StatoAzione.LASCIATA):
        testo = _("Un'azione si chiude perché è fatta o perché è lasciata cadere.")
        raise DomainError("stato_non_di_chiusura", testo, {"stato": [testo]})
    giorno = il or timezone.localdate()
    if giorno > timezone.localdate():
        testo = _("La data è nel futuro.")
        raise DomainError("data_futura", testo, {"il": [testo]})
    azione.stato, azione.chiusa_il = stato, giorno
    azione.save(update_fields=["stato", "chiusa_il", "updated_at"])
    return azione


@transaction.atomic
def seguito_record(
    *, azione: AzioneIncontro, verbale: VerbaleIncontro, stato: str, nota: str = "", by: User
) -> SeguitoAzione:
    """Write what a later meeting found of an action; the latest meeting says where it stands.

    Said again for the same meeting, it replaces what was said. Raises DomainError:
    `seguito_altrui`, `seguito_prima`, `seguito_non_valido`.
    """
    azione = (
        AzioneIncontro.objects.select_for_update(of=("self",))
        .select_related("verbale__evento")
        .get(pk=azione.pk)
    )
    if azione.verbale.progetto_id != verbale.progetto_id:
        raise DomainError("seguito_altrui", _("L'azione è di un altro progetto."))
    if azione.verbale_id == verbale.pk or _ordine(azione.verbale) > _ordine(verbale):
        raise DomainError(
            "seguito_prima", _("Il seguito si scrive in un incontro dopo quello che l'ha decisa.")
        )
    seguito = SeguitoAzione.objects.filter(azione=azione, verbale=verbale).first()
    seguito = seguito or SeguitoAzione(azione=azione, verbale=verbale)
    seguito.stato, seguito.nota = stato, nota.strip()
    try:
        seguito.full_clean()
    except ValidationError as errore:
        raise DomainError("seguito_non_valido", " ".join(errore.messages)) from None
    seguito.save()
    _update_azione(azione)
    return seguito


@transaction.atomic
def seguiti_record(*, verbale: VerbaleIncontro, detti: Iterable[Detto], by: User) -> int:
    """Write the follow-up of a whole meeting at once, or nothing. How many actions it speaks of."""
    quanti = 0
    for detto in detti:
        seguito_record(
            azione=detto.azione, verbale=verbale, stato=detto.stato, nota=detto.nota, by=by
        )
        quanti += 1
    return quanti


def _ordine(verbale: VerbaleIncontro) -> tuple[date, int]:
    """Meetings without a day come first: nothing says they follow another."""
    return (verbale.evento.data_inizio or date.min, verbale.pk)


def _update_azione(azione: AzioneIncontro) -> None:
    seguiti = azione.seguiti.select_related("verbale__evento")
    ultimo = max(seguiti, key=lambda seguito: _ordine(seguito.verbale))
    azione.stato = ultimo.stato
    if ultimo.stato == StatoAzione.APERTA:
        azione.chiusa_il = None
    else:
        azione.chiusa_il = ultimo.verbale.evento.data_inizio or timezone.localdate()
    azione.save(update_fields=["stato", "chiusa_il", "updated_at"])
