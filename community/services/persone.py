"""Two rows that are one person, and the end of a person's data. Counts never change (ADR 0019)."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from community.enums import AzionePersona
from community.models import Persona
from community.services.accessi import accesso_record
from community.services.posti_doppi import eventi_blocca, posti_separa, posti_unisci
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError


@transaction.atomic
def persona_merge(*, tenuta: Persona, doppia: Persona, by: User) -> Persona:
    """Say that `doppia` is the same person as `tenuta`, which stands for both; nothing moves.

    Of two places at a meeting to come one is given up. Those already found to be `doppia` follow
    it. Raises DomainError if the two cannot be one.
    """
    radice, altra = _radice(tenuta), _radice(doppia)
    if radice.pk == altra.pk:
        raise DomainError("persone_gia_unite", _("Le due schede sono già della stessa persona."))
    eventi = eventi_blocca([radice, altra])
    gruppo = _blocca(radice, altra)
    radice, altra = gruppo[radice.pk], gruppo[altra.pk]
    if radice.fusa_in_id or altra.fusa_in_id:
        raise DomainError(
            "persona_cambiata",
            _("Qualcuno ha appena unito o separato una delle due schede: guardale di nuovo."),
        )
    _check_unibili(radice, altra)
    for scheda in gruppo.values():
        if altra.pk in (scheda.pk, scheda.fusa_in_id):
            scheda.fusa_in = radice
            scheda.save(update_fields=["fusa_in", "updated_at"])
    posti_unisci(eventi=eventi, persone=gruppo)
    _annota(altra, by, _("unita alla scheda %(pk)s") % {"pk": radice.pk})
    return radice


@transaction.atomic
def persona_unmerge(*, persona: Persona, by: User) -> Persona:
    """Undo a merge: the row stands for itself again, and so those that had followed it.

    A place given up because of it is hers again, as long as there is one.
    """
    radice = _radice(persona)
    eventi = eventi_blocca([radice])
    gruppo = _blocca(radice)
    persona = gruppo.get(persona.pk) or Persona.objects.get(pk=persona.pk)
    if persona.fusa_in_id is None:
        raise DomainError("persona_non_unita", _("Questa scheda non è unita a un'altra."))
    if persona.anonimizzata_il:
        raise _gia_anonima()
    for scheda in gruppo.values():
        if scheda.fusa_in_id == radice.pk and _fusa_prima_in(scheda, radice) == persona.pk:
            scheda.fusa_in = persona
            scheda.save(update_fields=["fusa_in", "updated_at"])
    persona.fusa_in = None
    persona.save(update_fields=["fusa_in", "updated_at"])
    di_qua = {persona.pk, *(s.pk for s in gruppo.values() if s.fusa_in_id == persona.pk)}
    posti_separa(eventi=eventi, di_qua=di_qua, di_la=gruppo.keys() - di_qua)
    _annota(persona, by, _("separata dalla scheda %(pk)s") % {"pk": radice.pk})
    return persona


def scheda_gruppo(persona: Persona) -> list[Persona]:
    """All the rows of one person, locked, the one that stands for her first."""
    radice = _radice(persona)
    return sorted(_blocca(radice).values(), key=lambda riga: (riga.pk != radice.pk, riga.pk))


def _radice(persona: Persona) -> Persona:
    attuale = Persona.objects.select_related("fusa_in").get(pk=persona.pk)
    return attuale.fusa_in or attuale


def _blocca(*radici: Persona) -> dict[int, Persona]:
    """The rows of these people, locked always in the same order."""
    quali = Q(pk__in=[r.pk for r in radici]) | Q(fusa_in__in=[r.pk for r in radici])
    righe = Persona.objects.filter(quali).order_by("pk").select_for_update(of=("self",))
    return {riga.pk: riga for riga in righe}


def _check_unibili(una: Persona, altra: Persona) -> None:
    if una.anonimizzata_il or altra.anonimizzata_il:
        raise _gia_anonima()
    if una.is_demo != altra.is_demo:
        raise DomainError(
            "persone_dimostrative", _("Una delle due schede è dimostrativa e l'altra no.")
        )


def _gia_anonima() -> DomainError:
    return DomainError(
        "persona_anonima", _("I dati di questa persona sono stati cancellati: non si sa più chi è.")
    )


def _fusa_prima_in(scheda: Persona, radice: Persona) -> int | None:
    """What the row was joined to before it followed that one into `radice` (from its history)."""
    storia = Persona.pgh_event_model.objects.filter(pgh_obj_id=scheda.pk)  # type: ignore[attr-defined]
    prima = storia.exclude(fusa_in=radice.pk).order_by("-pgh_id").values_list("fusa_in", flat=True)
    primo: int | None = prima.first()
    return primo


def _annota(persona: Persona, by: User, nota: str) -> None:
    accesso_record(azione=AzionePersona.UNIONE, by=by, persona=persona, quante=2, nota=nota)
