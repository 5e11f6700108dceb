"""Lessons written by teams, and what other Comuni say of them."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from community.enums import TipoSegno, Visibilita
from community.models import CommentoLezione, Lezione, SegnoLezione
from community.permissions import comune_di
from community.selectors.condivise import fu_condivisa
from comuni.models import Comune
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from progetti.models import Progetto

TESTI = ("titolo", "tentato", "funzionato", "deluso", "cambieremmo", "evidenza")
LEGAMI = ("intervento", "documento")
INSIEMI = ("temi", "leve")


@transaction.atomic
def lezione_create(*, progetto: Progetto, campi: Mapping[str, Any], by: User) -> Lezione:
    """A lesson of the project, read by its team alone until its Comune says otherwise."""
    lezione = Lezione(progetto=progetto, is_demo=progetto.is_demo, autore=by, slug=uuid.uuid4().hex)
    return _write(lezione, campi)


@transaction.atomic
def lezione_update(*, lezione: Lezione, campi: Mapping[str, Any], letta: str, by: User) -> Lezione:
    """Write a lesson again. `letta`: the version that was read (`versione_di`).

    Raises DomainError `cambiata` if somebody else has written it meanwhile.
    """
    bloccata = Lezione.objects.select_for_update(of=("self",)).get(pk=lezione.pk)
    if letta != versione_di(bloccata):
        raise DomainError(
            "cambiata",
            _(
                "Nel frattempo un'altra persona ha cambiato la lezione: confronta i due testi e "
                "salva di nuovo quello che va tenuto."
            ),
        )
    return _write(bloccata, campi)


@transaction.atomic
def lezione_delete(*, lezione: Lezione, by: User) -> None:
    """Throw a draft away, with what the team said of it; the history keeps both.

    Raises DomainError `condivisa` if anybody out of the team could ever read it.
    """
    lezione = Lezione.objects.select_for_update(of=("self",)).get(pk=lezione.pk)
    if fu_condivisa(lezione):
        raise DomainError(
            "condivisa",
            _("Altri hanno già potuto leggerla, e non si elimina più: un responsabile può tenerla "
              "solo per il gruppo del progetto. Se va tolta del tutto, scrivi al programma."),
        )  # fmt: skip
    lezione.delete()


def versione_di(lezione: Lezione) -> str:
    """Says which writing of the lesson a page shows."""
    return lezione.updated_at.isoformat()


def _write(lezione: Lezione, campi: Mapping[str, Any]) -> Lezione:
    for nome in TESTI:
        testo = str(campi.get(nome) or "")
        setattr(lezione, nome, testo.replace("\r\n", "\n").replace("\x00", "").strip())
    for nome in LEGAMI:
        setattr(lezione, nome, campi.get(nome))
    _check_documento(lezione)
    lezione.full_clean(exclude=["slug", "tentato"])
    lezione.save()
    if lezione.visibilita == Visibilita.TEAM:
        # Nobody else has its address yet; the number makes it the only one.
        lezione.slug = f"{slugify(lezione.titolo)[:90] or 'lezione'}-{lezione.pk}"
        lezione.save(update_fields=["slug"])
    for nome in INSIEMI:
        getattr(lezione, nome).set(campi.get(nome) or [])
    return lezione


def _check_documento(lezione: Lezione) -> None:
    if lezione.documento and lezione.documento.progetto_id != lezione.progetto_id:
        testo = _("Il documento è di un altro progetto: scegline uno di questo.")
        raise DomainError("documento_altrui", testo, {"documento": [testo]})


@transaction.atomic
def commento_add(*, lezione: Lezione, testo: str, per_conto_di: str, by: User) -> CommentoLezione:
    """Say something of a lesson, to who reads it in the community. The same twice is once."""
    testo = testo.replace("\r\n", "\n").replace("\x00", "").strip()
    if not testo:
        raise DomainError("manca_testo", _("Scrivi il commento."))
    gia = CommentoLezione.objects.filter(lezione=lezione, autore=by, testo=testo).first()
    if gia is not None:
        return gia
    commento = CommentoLezione(
        lezione=lezione, autore=by, testo=testo, per_conto_di=per_conto_di[:200]
    )
    commento.full_clean(exclude=["lezione", "autore"])
    commento.save()
    return commento


@transaction.atomic
def commento_delete(*, commento: CommentoLezione, by: User) -> None:
    """Who wrote a comment takes it back; the history keeps it. Twice is once."""
    CommentoLezione.objects.filter(pk=commento.pk, autore=by).delete()


@transaction.atomic
def commento_hide(*, commento: CommentoLezione, motivo: str, by: User) -> CommentoLezione:
    """Nobody reads it any more; who and why stay in the history. Raises `manca_motivo`."""
    motivo = motivo.replace("\x00", "").strip()
    if not motivo:
        raise DomainError("manca_motivo", _("Scrivi perché il commento va nascosto."))
    commento.nascosto_il = commento.nascosto_il or timezone.now()
    commento.nascosto_motivo = motivo[:200]
    commento.save(update_fields=["nascosto_il", "nascosto_motivo", "updated_at"])
    return commento


@transaction.atomic
def commento_show(*, commento: CommentoLezione, by: User) -> CommentoLezione:
    """Let a hidden comment be read again."""
    commento.nascosto_il, commento.nascosto_motivo = None, ""
    commento.save(update_fields=["nascosto_il", "nascosto_motivo", "updated_at"])
    return commento


@transaction.atomic
def segno_set(
    *, lezione: Lezione, comune: Comune, tipo: TipoSegno, by: User, nota: str = ""
) -> SegnoLezione:
    """A Comune says that the lesson is useful to it, or that it has used it and how.

    Twice is once; the new note takes the place of the old one. Raises DomainError:
    `non_condivisa`, `propria_lezione`, `manca_come`.
    """
    nota = nota.replace("\r\n", "\n").replace("\x00", "").strip()[:2000]
    if lezione.visibilita == Visibilita.TEAM:
        raise DomainError("non_condivisa", _("La lezione non è ancora condivisa con la comunità."))
    if comune_di(lezione) == comune:
        raise DomainError("propria_lezione", _("La lezione è del tuo stesso Comune."))
    if tipo == TipoSegno.RIUSATA and not nota:
        testo = _("Racconta in breve come l'avete riusata: serve a chi ci proverà dopo.")
        raise DomainError("manca_come", testo, {"nota": [testo]})
    segno, _nuovo = SegnoLezione.objects.update_or_create(
        lezione=lezione,
        comune=comune,
        tipo=tipo,
        defaults={"nota": nota if tipo == TipoSegno.RIUSATA else ""},
        create_defaults={"nota": nota if tipo == TipoSegno.RIUSATA else "", "by": by},
    )
    return segno


@transaction.atomic
def segno_remove(*, lezione: Lezione, comune: Comune, tipo: TipoSegno, by: User) -> None:
    """The Comune takes back what it said. Twice is once."""
    SegnoLezione.objects.filter(lezione=lezione, comune=comune, tipo=tipo).delete()
