"""Versions of an impact framework: a draft is begun, put in force, superseded by the next one."""

import uuid
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import DecisioneIncontro, Evento
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.quote import data_it
from outcomes.enums import StatoBase, StatoQuadro
from outcomes.models import (
    Dimensione,
    Esito,
    Indicatore,
    LegameEsito,
    QuadroImpatto,
    TargetPeriodo,
)
from outcomes.selectors.problemi_quadro import incontro_problema, quadro_problemi
from progetti.models import Progetto

Riga = TypeVar("Riga", Esito, LegameEsito, Indicatore, Dimensione, TargetPeriodo)


@transaction.atomic
def quadro_start(
    *, progetto: Progetto, by: User | None, da: QuadroImpatto | None = None
) -> QuadroImpatto:
    """Begin the next version of a project's framework, as a draft.

    Empty, or with the content of `da`. From one of the project's own versions the indicators stay
    the same ones (`serie`), with baselines and targets; from a template or another project they
    are new ones, and their baselines and targets are still to be decided. Raises DomainError if
    the project has a draft already, or if invented content would reach a real project.
    """
    progetto = _lock(progetto)
    if QuadroImpatto.objects.filter(progetto=progetto, stato=StatoQuadro.BOZZA).exists():
        testo = _("Il progetto ha già una bozza di quadro: completa quella, o eliminala.")
        raise DomainError("bozza_presente", testo, {"progetto": [testo]})
    if da is not None and da.is_demo and not progetto.is_demo:
        testo = _("Quel quadro è dimostrativo: non si copia in un progetto reale.")
        raise DomainError("quadro_dimostrativo", testo, {"da": [testo]})
    ultima = QuadroImpatto.objects.filter(progetto=progetto).aggregate(n=Max("versione"))["n"]
    quadro = QuadroImpatto.objects.create(
        progetto=progetto, versione=(ultima or 0) + 1, is_demo=progetto.is_demo
    )
    if da is not None:
        _copy(da, quadro, stesso=da.progetto_id == progetto.pk)
    return quadro


@transaction.atomic
def quadro_da_decisione(*, decisione: DecisioneIncontro, by: User | None) -> QuadroImpatto:
    """Begin the version that a meeting decided, from the one in force; again gives the same one.

    Raises DomainError: `decisione_senza_quadro`, and those of `quadro_start`.
    """
    verbale = decisione.verbale
    progetto = _lock(verbale.progetto)
    aperto = QuadroImpatto.objects.filter(decisione=decisione).order_by("-versione").first()
    if aperto is not None:
        return aperto
    if not decisione.cambia_quadro:
        testo = _("Questa decisione non chiede una nuova versione del quadro.")
        raise DomainError("decisione_senza_quadro", testo)
    in_vigore = QuadroImpatto.objects.in_vigore().filter(progetto=progetto).first()
    quadro = quadro_start(progetto=progetto, da=in_vigore, by=by)
    quadro.decisione = decisione
    quadro.motivo = decisione.motivo.strip() or decisione.testo
    if not incontro_problema(verbale.evento, progetto):
        quadro.deciso_in = verbale.evento
    quadro.save(update_fields=["decisione", "motivo", "deciso_in", "updated_at"])
    return quadro


@transaction.atomic
def quadro_enact(
    *,
    quadro: QuadroImpatto,
    dal: date,
    motivo: str,
    concordato_con: str,
    deciso_in: Evento | None,
    by: User | None,
) -> QuadroImpatto:
    """Put a draft in force from a day on; the version before it is superseded the day before.

    From then on it cannot change any more. Raises DomainError with everything that is missing.
    """
    if quadro.progetto is None:
        testo = _("Un modello non entra in vigore: copialo in un progetto.")
        raise DomainError("quadro_modello", testo)
    progetto = _lock(quadro.progetto)
    bloccato = QuadroImpatto.objects.select_for_update(of=("self",)).get(pk=quadro.pk)
    if bloccato.stato != StatoQuadro.BOZZA:
        testo = _("Questa versione è già %(stato)s: per cambiarla comincia una nuova versione.")
        raise DomainError("quadro_non_bozza", testo % {"stato": bloccato.get_stato_display()})
    precedente = QuadroImpatto.objects.in_vigore().filter(progetto=progetto).first()
    problemi = {
        "dal": _problema_data(dal, precedente),
        "motivo": "" if motivo.strip() else _("Scrivi perché nasce questa versione."),
        "concordato_con": "" if concordato_con.strip() else _("Scrivi con chi è concordata."),
        "deciso_in": incontro_problema(deciso_in, progetto) if deciso_in else "",
    }
    _check({campo: [testo] for campo, testo in problemi.items() if testo}, bloccato)
    if precedente is not None:
        precedente.stato = StatoQuadro.SUPERATO
        precedente.in_vigore_al = dal - timedelta(days=1)
        precedente.save(update_fields=["stato", "in_vigore_al", "updated_at"])
    bloccato.stato = StatoQuadro.IN_VIGORE
    bloccato.in_vigore_dal = dal
    bloccato.motivo = motivo.strip()
    bloccato.concordato_con = concordato_con.strip()
    bloccato.deciso_in = deciso_in
    bloccato.save()
    return bloccato


@transaction.atomic
def quadro_delete(*, quadro: QuadroImpatto, by: User | None) -> None:
    """Delete a draft or a template. Raises DomainError if it has ever been in force."""
    bloccato = QuadroImpatto.objects.select_for_update(of=("self",)).get(pk=quadro.pk)
    if bloccato.stato != StatoQuadro.BOZZA:
        testo = _("Una versione entrata in vigore non si elimina: resta nella storia del progetto.")
        raise DomainError("quadro_non_bozza", testo)
    bloccato.delete()


def _lock(progetto: Progetto) -> Progetto:
    """One at a time: versions of the same project wait for each other here."""
    return Progetto.objects.select_for_update(of=("self",)).get(pk=progetto.pk)


def _problema_data(dal: date, precedente: QuadroImpatto | None) -> str:
    if dal > timezone.localdate():
        return _("La data è nel futuro: metti in vigore la versione quando sarà il giorno.")
    inizio = precedente.in_vigore_dal if precedente else None
    if inizio is not None and dal <= inizio:
        testo = _("La versione precedente è in vigore dal %(giorno)s: questa viene dopo.")
        return testo % {"giorno": data_it(inizio)}
    return ""


def _check(campi: dict[str, list[str]], quadro: QuadroImpatto) -> None:
    if contenuto := quadro_problemi(quadro):
        campi["quadro"] = contenuto
    if campi:
        testi = [testo for lista in campi.values() for testo in lista]
        raise DomainError("quadro_incompleto", " ".join(testi), campi)


# --- Copying -------------------------------------------------------------------------------------
def _copy(da: QuadroImpatto, a: QuadroImpatto, *, stesso: bool) -> None:
    """The whole content of a framework into an empty one; `stesso`: of the same project."""
    esiti: dict[int, Esito] = {}
    for esito in da.esiti.all():
        esiti[esito.pk] = _nuovo(esito, quadro=a)
    Esito.objects.bulk_create(esiti.values())
    legami = LegameEsito.objects.filter(da__in=list(esiti), a__in=list(esiti))
    LegameEsito.objects.bulk_create(
        _nuovo(legame, da=esiti[legame.da_id], a=esiti[legame.a_id]) for legame in legami
    )
    indicatori: dict[int, Indicatore] = {}
    for indicatore in da.indicatori.all():
        nuovo = _nuovo(indicatore, quadro=a, esito=esiti[indicatore.esito_id])
        if not stesso:
            _da_decidere(nuovo)
        indicatori[indicatore.pk] = nuovo
    Indicatore.objects.bulk_create(indicatori.values())
    _copy_parti(indicatori, con_target=stesso)


def _copy_parti(indicatori: dict[int, Indicatore], *, con_target: bool) -> None:
    dimensioni = Dimensione.objects.filter(indicatore__in=list(indicatori))
    Dimensione.objects.bulk_create(
        _nuovo(d, indicatore=indicatori[d.indicatore_id]) for d in dimensioni
    )
    if con_target:
        target = TargetPeriodo.objects.filter(indicatore__in=list(indicatori))
        TargetPeriodo.objects.bulk_create(
            _nuovo(t, indicatore=indicatori[t.indicatore_id]) for t in target
        )


def _da_decidere(indicatore: Indicatore) -> None:
    """Elsewhere it is another series, and where it starts and goes is another story."""
    indicatore.serie = uuid.uuid4()
    if indicatore.base_stato != StatoBase.NON_APPLICABILE:
        indicatore.base_stato = StatoBase.NON_ANCORA
        indicatore.base_motivo = ""
    indicatore.base_valore = indicatore.base_data = indicatore.target_finale = None
    indicatore.target_motivo = ""


def _nuovo(riga: Riga, **cambi: Any) -> Riga:
    """An unsaved copy of a row with some values changed."""
    valori = {
        campo.attname: getattr(riga, campo.attname)
        for campo in riga._meta.concrete_fields
        if not campo.primary_key and campo.name not in cambi
    }
    return type(riga)(**valori, **cambi)
