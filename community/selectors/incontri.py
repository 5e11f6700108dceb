"""The meetings a Comune is invited to, as its area shows them, and who is expected, in numbers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from community.enums import StatoIscrizione, VisibilitaMateriale
from community.models import (
    Evento,
    Iscrizione,
    MaterialeEvento,
    Partecipazione,
    ResocontoEvento,
    SessioneEvento,
)
from community.querysets import EventoQuerySet
from fis_portal.accounts.models import User
from fis_portal.core.enums import StatoFile
from progetti.models import Progetto


@dataclass(frozen=True, slots=True)
class NumeriEvento:
    """Who is expected and who came."""

    iscritti: int
    in_attesa: int
    invitati: int
    annullati: int
    presenti: int
    attesi_presenti: int


def evento_numeri(evento: Evento) -> NumeriEvento:
    per_stato = {
        "iscritti": StatoIscrizione.ISCRITTA,
        "in_attesa": StatoIscrizione.IN_ATTESA,
        "invitati": StatoIscrizione.INVITATA,
        "annullati": StatoIscrizione.ANNULLATA,
    }
    presenti = Partecipazione.objects.filter(evento=evento)
    venuta = Exists(presenti.filter(persona=OuterRef("persona")))
    conteggi = Iscrizione.objects.filter(evento=evento).aggregate(
        **{nome: Count("pk", filter=Q(stato=stato)) for nome, stato in per_stato.items()},
        attesi_presenti=Count("pk", filter=Q(venuta, stato=StatoIscrizione.ISCRITTA)),
    )
    venute = presenti.con_chi().aggregate(n=Count("chi", distinct=True))
    return NumeriEvento(presenti=venute["n"], **conteggi)


def eventi_del_comune(user: User) -> EventoQuerySet:
    """Public meetings, and those that projects of the person's Comuni are invited to.

    `mio`: at least one of her projects is named.
    """
    progetti = Progetto.objects.del_referente(user)
    invitati = Evento.progetti.through.objects.filter(evento=OuterRef("pk"), progetto__in=progetti)
    eventi: EventoQuerySet = Evento.objects.annotate(mio=Exists(invitati)).filter(
        Q(is_public=True) | Q(is_riservato=True, mio=True)
    )
    return eventi


def incontri_futuri(user: User, oggi: date) -> EventoQuerySet:
    """The next meetings of a person's Comuni, the soonest first; called off ones say so."""
    mia = Iscrizione.objects.filter(
        evento=OuterRef("pk"), persona__user=user, stato=StatoIscrizione.ISCRITTA
    )
    eventi = eventi_del_comune(user).futuri(oggi)
    return eventi.annotate(iscritto=Exists(mia)).select_related("intervento")


def incontri_passati(user: User, oggi: date) -> EventoQuerySet:
    """Past meetings that were of the person's projects, the latest first."""
    return eventi_del_comune(user).filter(mio=True).passati(oggi)


def sessioni(evento: Evento) -> QuerySet[SessioneEvento]:
    """The agenda, in the order it is held."""
    return SessioneEvento.objects.filter(evento=evento).prefetch_related("relatori")


def materiali_per(evento: Evento, user: User) -> QuerySet[MaterialeEvento]:
    """What this person may have of a meeting; if not registered nor present, what is public."""
    materiali = (
        MaterialeEvento.objects.filter(evento=evento)
        .filter(Q(file__isnull=True) | Q(file__stato=StatoFile.PULITO))
        .select_related("file")
    )
    if iscritta_o_presente(evento, user):
        return materiali
    return materiali.filter(visibilita=VisibilitaMateriale.PUBBLICO)


def iscritta_o_presente(evento: Evento, user: User) -> bool:
    sua = {"evento": evento, "persona__user": user}
    return (
        Iscrizione.objects.con_posto().filter(**sua).exists()
        or Partecipazione.objects.filter(**sua).exists()
    )


def resoconto_di(evento: Evento) -> ResocontoEvento | None:
    """The closing report, if published."""
    resoconti = ResocontoEvento.objects.filter(evento=evento, is_public=True)
    return resoconti.prefetch_related(Prefetch("domande"), "organizzazioni").first()
