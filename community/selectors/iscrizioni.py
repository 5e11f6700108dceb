"""Who may register for a meeting, and what a registration opens."""

import re
from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import IscrizioniEvento, StatoIscrizione, VisibilitaMateriale
from community.models import Evento, Iscrizione, MaterialeEvento, Partecipazione, Persona
from community.models.presenze import ALFABETO_CODICE, LUNGHEZZA_CODICE
from comuni.models import Comune, Referente
from comuni.querysets import ComuneQuerySet, ReferenteQuerySet
from fis_portal.core.enums import PrecisioneData
from fis_portal.core.quote import data_it
from progetti.models import Organizzazione, Progetto

CODICE = re.compile(rf"[{ALFABETO_CODICE}]{{{LUNGHEZZA_CODICE}}}")


def evento_fine(evento: Evento) -> datetime | None:
    """When the meeting is over; None when no source says the day."""
    giorno = evento.data_fine or evento.data_inizio
    if giorno is None or evento.precisione != PrecisioneData.GIORNO:
        return None
    return datetime.combine(giorno, evento.ora_fine or time.max, ZoneInfo(settings.TIME_ZONE))


def is_evento_finito(evento: Evento, adesso: datetime) -> bool:
    fine = evento_fine(evento)
    return fine is not None and fine < adesso


def iscrizioni_chiuse_perche(evento: Evento, adesso: datetime) -> str:
    """Why nobody can register any more, or yet; empty while registration is open."""
    if not (evento.is_public or evento.is_riservato):
        return _("L'evento non è ancora pubblicato.")
    if evento.annullato_il:
        return _("L'evento è annullato.")
    if is_evento_finito(evento, adesso):
        return _("L'evento si è già tenuto.")
    if evento.iscrizioni == IscrizioniEvento.CHIUSE:
        return _("A questo evento non ci si iscrive dal portale.")
    if evento.iscrizioni_al and evento.iscrizioni_al < adesso:
        return _("Le iscrizioni si sono chiuse il %(giorno)s.") % {
            "giorno": data_it(evento.iscrizioni_al)
        }
    ultimo = evento.data_fine or evento.data_inizio
    if ultimo is None or ultimo < timezone.localdate(adesso):
        return _("Le iscrizioni si aprono quando la data è stabilita.")
    return ""


def iscrizioni_aperte(evento: Evento, adesso: datetime) -> bool:
    """May somebody still register, by herself or by invitation?"""
    return not iscrizioni_chiuse_perche(evento, adesso)


def is_solo_su_invito(evento: Evento) -> bool:
    return evento.is_riservato or evento.iscrizioni == IscrizioniEvento.SU_INVITO


def is_invitato(evento: Evento, user: object) -> bool:
    """Does the person act for the Comune of an invited project?"""
    if getattr(user, "pk", None) is None:
        return False
    return Progetto.objects.filter(eventi=evento).del_referente(user).exists()


def evento_visibile(slug: str, user: object) -> Evento | None:
    """A public meeting, or a reserved one for who acts for an invited project."""
    evento = Evento.objects.filter(slug=slug).first()
    if evento is None or not (evento.is_public or evento.is_riservato):
        return None
    return evento if evento.is_public or is_invitato(evento, user) else None


def iscrizione_per_codice(codice: str) -> Iscrizione | None:
    """Whose own page this code opens: of nobody whose data were erased."""
    if not CODICE.fullmatch(codice):
        return None
    return (
        Iscrizione.objects.filter(codice=codice, persona__anonimizzata_il__isnull=True)
        .select_related("evento", "persona__fusa_in", "organizzazione", "comune")
        .first()
    )


def iscrizione_attiva(evento: Evento, persona: Persona) -> Iscrizione | None:
    """Her place, or her turn in the waiting list, under whichever of her rows."""
    righe = Iscrizione.objects.filter(evento=evento).attive()
    sue = righe.della_persona(persona.fusa_in_id or persona.pk)
    return sue.select_related("persona__fusa_in").order_by("-stato", "pk").first()


def posto_in_lista(iscrizione: Iscrizione) -> int:
    """How many come before in the waiting list, and herself."""
    return (
        Iscrizione.objects.filter(
            Q(in_coda_dal__lt=iscrizione.in_coda_dal)
            | Q(in_coda_dal=iscrizione.in_coda_dal, pk__lt=iscrizione.pk),
            evento=iscrizione.evento_id,
            stato=StatoIscrizione.IN_ATTESA,
        ).count()
        + 1
    )


def presenza_di(iscrizione: Iscrizione) -> Partecipazione | None:
    """The attendance that belongs to this registration, under whichever row of the person."""
    chi = iscrizione.persona.fusa_in_id or iscrizione.persona_id
    di_lei = Q(persona=chi) | Q(persona__fusa_in=chi)
    return Partecipazione.objects.filter(di_lei, evento=iscrizione.evento_id).order_by("pk").first()


def puo_avere_materiale(iscrizione: Iscrizione, materiale: MaterialeEvento) -> bool:
    """Public ones everybody; the others who is registered or was there."""
    if materiale.evento_id != iscrizione.evento_id:
        return False
    if materiale.visibilita == VisibilitaMateriale.PUBBLICO:
        return True
    return iscrizione.stato == StatoIscrizione.ISCRITTA or presenza_di(iscrizione) is not None


def materiali_di(iscrizione: Iscrizione) -> list[MaterialeEvento]:
    """What this person may have, what to read before first."""
    materiali = iscrizione.evento.materiali.select_related("file").order_by("-momento", "titolo")
    return [m for m in materiali if puo_avere_materiale(iscrizione, m)]


def organizzazioni_proposte(evento: Evento) -> list[Organizzazione]:
    """Bodies that take part in the invited projects everybody can read."""
    progetti = Progetto.objects.public().filter(eventi=evento)
    return list(Organizzazione.objects.filter(partenariati__progetto__in=progetti).distinct())


def organizzazione_detta(evento: Evento, nome: str) -> Organizzazione | None:
    """The body of the invited projects that is called so."""
    chiesta = " ".join(nome.split()).casefold()
    trovate = (o for o in organizzazioni_proposte(evento) if o.nome.casefold() == chiesta)
    return next(trovate, None)


def comuni_del_programma(evento: Evento) -> ComuneQuerySet:
    """Comuni one may come for: those with a public project; of a reserved meeting the invited."""
    con_progetti = Comune.objects.con_progetti(dimostrativi=evento.is_demo)
    quali = Q(pk__in=con_progetti.values("pk"))
    if evento.is_riservato:
        quali |= Q(pk__in=evento.progetti.values("comune"))
    return Comune.objects.filter(quali).order_by("nome_chiave", "pk")


def referenti_invitati(evento: Evento) -> ReferenteQuerySet:
    """Who acts today for the Comuni of the invited projects."""
    return (
        Referente.objects.attivi()
        .filter(comune__in=evento.progetti.values("comune"))
        .select_related("user", "comune")
        .order_by("user__email", "pk")
    )


def iscrizioni_di(persona_id: int) -> Sequence[Iscrizione]:
    """What a person's own calendar tells."""
    return list(
        Iscrizione.objects.filter(persona=persona_id)
        .exclude(evento__is_public=False, evento__is_riservato=False)
        .select_related("evento")
        .order_by("evento__data_inizio", "pk")
    )
