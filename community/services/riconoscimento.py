"""Is she somebody the portal knows? Asked of who is typed in at the door."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from community.models import Evento, Iscrizione, Partecipazione, Persona
from community.selectors.accoglienza import avviso_di, per_conto_di
from community.selectors.mosse import Nuova
from fis_portal.core.errors import DomainError
from fis_portal.core.text import chiave


def persona_at_door(
    nuova: Nuova,
    *,
    evento: Evento,
    iscrizioni: Mapping[int, Iscrizione],
    presenze: Mapping[int, Partecipazione],
) -> tuple[Persona, str]:
    """The person with this e-mail; without one, who has this name here; otherwise a new row.

    Also what to tell who typed it. Raises DomainError with what to correct.
    """
    if nuova.email:
        nota = Persona.objects.select_related("fusa_in").filter(email__iexact=nuova.email).first()
        if nota is not None:
            return _di_questa_email(nota, nuova, iscrizioni, presenze)
    elif omonima := _stesso_nome(nuova, iscrizioni, presenze):
        return omonima, _(
            "Chi si chiama così era già in elenco: la presenza è sua. Se è un'altra persona, "
            "togli la presenza e scrivi anche la sua e-mail."
        )
    return _crea(nuova, evento), ""


def _di_questa_email(
    nota: Persona,
    nuova: Nuova,
    iscrizioni: Mapping[int, Iscrizione],
    presenze: Mapping[int, Partecipazione],
) -> tuple[Persona, str]:
    qui = nota.pk in iscrizioni or nota.pk in presenze
    persona = nota if qui else nota.fusa_in or nota
    iscritta = iscrizioni.get(persona.pk)
    if _nome(persona.nome, persona.cognome) != _nome(nuova.nome, nuova.cognome):
        return persona, _("Questa e-mail è di %(nome)s: la presenza è sua.") % {"nome": persona}
    return persona, avviso_di(iscritta) if iscritta else ""


def _stesso_nome(
    nuova: Nuova,
    iscrizioni: Mapping[int, Iscrizione],
    presenze: Mapping[int, Partecipazione],
) -> Persona | None:
    """The only one of this event with this name, unless another body says she is another."""
    righe: list[Iscrizione | Partecipazione] = list(iscrizioni.values())
    righe += [p for pk, p in presenze.items() if pk not in iscrizioni]
    trovate = [
        riga
        for riga in righe
        if _nome(riga.persona.nome, riga.persona.cognome) == _nome(nuova.nome, nuova.cognome)
        and ("" in (detto := chiave(nuova.ente), suo := chiave(per_conto_di(riga))) or detto == suo)
    ]
    return trovate[0].persona if len(trovate) == 1 else None


def _nome(nome: str, cognome: str) -> str:
    return chiave(f"{nome} {cognome}")


def _crea(nuova: Nuova, evento: Evento) -> Persona:
    persona = Persona(
        nome=nuova.nome, cognome=nuova.cognome, email=nuova.email, is_demo=evento.is_demo
    )
    try:
        persona.full_clean()
        with transaction.atomic():
            persona.save()
    except ValidationError as errore:
        raise DomainError("persona", " ".join(errore.messages)) from errore
    except IntegrityError:
        # Registered in this very moment from another page.
        return Persona.objects.get(email__iexact=nuova.email)
    return persona
