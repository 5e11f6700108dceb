"""What projects say of themselves, quoted: public reflections and lessons of a period.

Quoted is what anybody reads today, became public within the period and has not been rewritten
after the day of the report: later words are not of that day, withdrawn ones are nobody's to repeat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Lezione, Riflessione
from community.querysets import CondivisaQuerySet
from community.selectors.riflessioni import (
    indirizzo_di,
    riflessioni_affiancate,
    riflessioni_pubbliche,
)
from comuni.models import Comune
from monitoraggio.registro.base import Ambito
from progetti.models import Intervento, Progetto

# Whose words are asked for, as a filter; empty for everybody's.
Suo = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parte:
    """What is quoted: the words, and what they answer."""

    titolo: str
    testo: str

    def as_dict(self) -> dict[str, str]:
        return {"titolo": self.titolo, "testo": self.testo}


@dataclass(frozen=True, slots=True)
class Citazione:
    """Words of a project: whose, of which phase, when written, where they stand in the portal.

    `progetto` is empty for a lesson of the whole community, `intervento` where none is named.
    """

    tipo: str
    chiave: str
    titolo: str
    progetto: str
    comune: str
    intervento: str
    scritta_il: date
    percorso: str
    parti: tuple[Parte, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "tipo": self.tipo,
            "chiave": self.chiave,
            "titolo": self.titolo,
            "progetto": self.progetto,
            "comune": self.comune,
            "intervento": self.intervento,
            "scritta_il": self.scritta_il.isoformat(),
            "percorso": self.percorso,
            "parti": [parte.as_dict() for parte in self.parti],
        }


@dataclass(frozen=True, slots=True)
class Citate:
    """The first words of the period, and how many there are in all."""

    prime: tuple[Citazione, ...]
    in_tutto: int


def citazioni(
    ambito: Ambito, *, dal: date, al: date, massimo: int, comune: Comune | None = None
) -> Citate:
    """The answers to the guiding questions, in their order, then the lessons: the first `massimo`
    of each, so that neither crowds out the other. Two queries, and one for each that is cut."""
    suo = {"progetto__comune": comune} if comune else {}
    riflessioni = _riflessioni(ambito, dal, al, suo)
    lezioni = _lezioni(ambito, dal, al, suo)
    risposte = tuple(_risposta(r) for r in riflessioni[:massimo])
    racconti = tuple(_racconto(lezione) for lezione in lezioni[:massimo])
    return Citate(
        prime=risposte + racconti,
        in_tutto=_quante(riflessioni, risposte, massimo) + _quante(lezioni, racconti, massimo),
    )


def _quante(righe: QuerySet, prime: Sequence[Citazione], massimo: int) -> int:
    return len(prime) if len(prime) < massimo else righe.count()


def _del_periodo(
    righe: CondivisaQuerySet, ambito: Ambito, dal: date, al: date, suo: Suo
) -> QuerySet:
    return (
        righe.filter(**suo)
        .filter(
            Q(progetto__isnull=True) | Q(progetto__is_demo=ambito.dimostrativi),
            is_demo=ambito.dimostrativi,
        )
        .annotate(pubblicata=Coalesce("consenso_il", "created_at"))
        .filter(
            pubblicata__date__gte=dal,
            pubblicata__date__lte=min(al, ambito.alla),
            updated_at__date__lte=ambito.alla,
        )
    )


def _riflessioni(ambito: Ambito, dal: date, al: date, suo: Suo) -> QuerySet:
    pubbliche = riflessioni_pubbliche(dimostrativi=ambito.dimostrativi)
    return riflessioni_affiancate(_del_periodo(pubbliche, ambito, dal, al, suo))  # type: ignore[arg-type]


def _risposta(riflessione: Riflessione) -> Citazione:
    return _citazione(
        riflessione,
        chiave=str(riflessione.pk),
        titolo=riflessione.domanda.breve,
        percorso=indirizzo_di(riflessione),
        parti=(Parte(riflessione.domanda.testo, riflessione.testo),),
    )


def _lezioni(ambito: Ambito, dal: date, al: date, suo: Suo) -> QuerySet:
    di_tutti = Q(progetto__isnull=True) | Q(progetto__is_public=True)
    pubbliche = Lezione.objects.public().filter(di_tutti)
    righe = _del_periodo(pubbliche, ambito, dal, al, suo)
    return righe.select_related("progetto__comune", "intervento").order_by(
        F("progetto__comune__nome_chiave").asc(nulls_last=True), "titolo_chiave", "pk"
    )


def _racconto(lezione: Lezione) -> Citazione:
    dette = (
        (_("Che cosa abbiamo provato"), lezione.tentato),
        (_("Che cosa ha funzionato"), lezione.funzionato),
        (_("Che cosa ci ha deluso"), lezione.deluso),
        (_("Che cosa cambieremmo"), lezione.cambieremmo),
    )
    return _citazione(
        lezione,
        chiave=lezione.slug,
        titolo=lezione.titolo,
        percorso=lezione.get_absolute_url(),
        parti=tuple(Parte(titolo, testo) for titolo, testo in dette if testo),
    )


def _citazione(oggetto: Lezione | Riflessione, **detto: Any) -> Citazione:
    progetto: Progetto | None = oggetto.progetto
    intervento: Intervento | None = oggetto.intervento
    return Citazione(
        tipo=str(oggetto._meta.label_lower),
        progetto=progetto.nome_pubblico if progetto else "",
        comune=progetto.comune.nome if progetto else "",
        intervento=intervento.codice if intervento else "",
        scritta_il=timezone.localtime(oggetto.updated_at).date(),
        **detto,
    )
