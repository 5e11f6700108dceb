"""Who may do what with meetings and with what teams tell: role and state. Rows: the querysets."""

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from community.enums import CaricoAzione, Visibilita, VisibilitaMateriale
from community.models import (
    AzioneIncontro,
    CambiamentoIstituzionale,
    Lezione,
    MaterialeEvento,
    Persona,
    Pratica,
    Riflessione,
)
from comuni.enums import RuoloReferente
from comuni.models import Comune, Referente
from comuni.querysets import ReferenteQuerySet
from fis_portal.accounts.models import User
from progetti.models import Progetto

TEAM = "community.team_lezione"
OggettoCondiviso = Lezione | Pratica | Riflessione | CambiamentoIstituzionale


def comune_di(oggetto: OggettoCondiviso) -> Comune | None:
    """The Comune a thing told belongs to. None: curated by the staff of the programme."""
    if isinstance(oggetto, Pratica | CambiamentoIstituzionale) and oggetto.comune_id:
        return oggetto.comune
    return oggetto.progetto.comune if oggetto.progetto else None


def puo_scrivere(user: User, oggetto: OggettoCondiviso) -> bool:
    """Change the text: whoever acts for its Comune; once others read it, a `responsabile` alone.

    The consent was given to a text: who may not give it may not change what it was given to.
    """
    if oggetto.visibilita == Visibilita.TEAM:
        return _referenze(user, oggetto).exists()
    return puo_condividere(user, oggetto)


def puo_condividere(user: User, oggetto: OggettoCondiviso) -> bool:
    """Raise who reads it: an active `responsabile` of the Comune it belongs to, nobody else."""
    return _referenze(user, oggetto).filter(ruolo=RuoloReferente.RESPONSABILE).exists()


def puo_ritirare(user: User, oggetto: OggettoCondiviso) -> bool:
    """Lower who reads it: who may raise it, and staff who may change it."""
    return is_curatore(user, oggetto) or puo_condividere(user, oggetto)


def puo_pubblicare(user: User, oggetto: OggettoCondiviso) -> bool:
    """Raise it without a Comune's consent: staff, when it is no Comune's and quotes a source."""
    return bool(oggetto.fonte_id and comune_di(oggetto) is None and is_curatore(user, oggetto))


def is_curatore(user: User, oggetto: OggettoCondiviso) -> bool:
    """Staff who may change things of this kind."""
    return bool(
        user.is_active
        and user.is_staff
        and user.has_perm(f"community.change_{oggetto._meta.model_name}")
    )


def can_close_azione(user: User, azione: AzioneIncontro) -> bool:
    """Say that an agreed action is done: staff, the officers of the Comune it is of, and of a
    partner's the person it is entrusted to."""
    if user.is_active and user.is_staff and user.has_perm("community.change_azioneincontro"):
        return True
    progetto = azione.verbale.progetto
    if azione.a_carico_di == CaricoAzione.PARTNER:
        suoi = Progetto.objects.del_delegato(user, timezone.localdate())
        return azione.assegnata_a_id == user.pk and suoi.filter(pk=progetto.pk).exists()
    suo = Referente.objects.attivi().filter(user_id=user.pk, comune_id=progetto.comune_id)
    return azione.a_carico_di == CaricoAzione.COMUNE and suo.exists()


def _referenze(user: User, oggetto: OggettoCondiviso) -> ReferenteQuerySet:
    comune = comune_di(oggetto)
    if comune is None:
        return Referente.objects.none()
    return Referente.objects.attivi().filter(user_id=user.pk, comune_id=comune.pk)


def puo_avere_materiale(materiale: MaterialeEvento) -> bool:
    """Anybody: what is for all, of a meeting that is public."""
    return materiale.visibilita == VisibilitaMateriale.PUBBLICO and materiale.evento.is_public


def can_accogliere(user: User | AnonymousUser) -> bool:
    """May this person take the attendances of an event? Staff with the right to add them."""
    return bool(user.is_staff) and user.has_perm("community.add_partecipazione")


def is_sua(user: User | None, persona: Persona) -> bool:
    """Has who signed in proved to be this person? Her account, or her own address."""
    if user is None:
        return False
    return persona.user_id == user.pk or user.email == persona.email.lower()
