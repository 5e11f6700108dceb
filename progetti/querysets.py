from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from fis_portal.core.querysets import DimostrativoQuerySet, collegati
from progetti.enums import RuoloPartenariato, StatoFase, stati_da
from progetti.ricerca import Contiene, Rilevanza, Somiglia, Tra, parole, presenti


class ValiditaQuerySet(models.QuerySet):
    """Vocabularies that staff edit and that may end: Macroarea, Tema."""

    def validi(self, alla: date) -> Self:
        return self.filter(
            Q(valido_dal__isnull=True) | Q(valido_dal__lte=alla),
            Q(valido_al__isnull=True) | Q(valido_al__gte=alla),
        )


class ProgettoQuerySet(DimostrativoQuerySet):
    def public(self) -> Self:
        return self.filter(is_public=True)

    def con_territorio(self) -> Self:
        return self.select_related("comune__provincia__regione")

    def finanziati(self, alla: date) -> Self:
        """Projects that had been financed, in any Intervento, by a day."""
        transizioni = collegati(collegati(self, "fasi").all(), "transizioni")
        return self.filter(
            Exists(
                transizioni.filter(
                    fase__progetto=OuterRef("pk"),
                    a__in=stati_da(StatoFase.FINANZIATA),
                    data__lte=alla,
                )
            )
        )

    def in_macroaree(self, slug: Sequence[str]) -> Self:
        """Projects of any of these macroaree, prevalent or not."""
        legami = collegati(self, "in_macroaree").filter(
            progetto=OuterRef("pk"), macroarea__slug__in=slug
        )
        return self.filter(Exists(legami))

    def in_temi(self, slug: Sequence[str]) -> Self:
        legami = collegati(self, "in_temi").filter(progetto=OuterRef("pk"), tema__slug__in=slug)
        return self.filter(Exists(legami))

    def in_regioni(self, slug: Sequence[str]) -> Self:
        return self.filter(comune__provincia__regione__slug__in=slug)

    def in_fase(self, *, interventi: Sequence[str] = (), stati: Sequence[str] = ()) -> Self:
        """Projects with a phase in one of these Interventi and states.

        Without Interventi the states are those of the project's latest phase, the one lists show.
        """
        fasi = collegati(self, "fasi").filter(progetto=OuterRef("pk"))
        fasi = fasi.filter(intervento__codice__in=interventi) if interventi else fasi.correnti()
        if stati:
            fasi = fasi.filter(stato__in=stati)
        return self.filter(Exists(fasi))

    def con_fase_corrente(self) -> Self:
        """Add `fase_intervento` (codice) and `fase_stato` of the project's latest Intervento."""
        fasi = (
            collegati(self, "fasi").filter(progetto=OuterRef("pk")).order_by("-intervento__ordine")
        )
        return self.annotate(
            fase_intervento=Subquery(fasi.values("intervento__codice")[:1]),
            fase_stato=Subquery(fasi.values("stato")[:1]),
        )

    def del_referente(self, user: Any) -> Self:
        """Projects of the Comuni a person acts for."""
        referenti = collegati(collegati(self, "comune").all(), "referenti")
        return self.filter(
            Exists(referenti.attivi().filter(comune=OuterRef("comune"), user_id=user.pk))
        )

    def affidati_a(self, user: Any, alla: date) -> Self:
        """Projects whose evaluator, on a day, is an organisation the person acts for."""
        partenariati = self._partenariati_di(user, alla)
        return self.filter(Exists(partenariati.filter(ruolo=RuoloPartenariato.VALUTATORE)))

    def del_delegato(self, user: Any, alla: date) -> Self:
        """Projects in which, on a day, an organisation the person acts for has any role."""
        return self.filter(Exists(self._partenariati_di(user, alla)))

    def _partenariati_di(self, user: Any, alla: date) -> models.QuerySet:
        return collegati(self, "partenariati").filter(
            Q(dal__isnull=True) | Q(dal__lte=alla),
            Q(al__isnull=True) | Q(al__gte=alla),
            progetto=OuterRef("pk"),
            organizzazione__delegati__user=user.pk,
            organizzazione__delegati__attivo=True,
        )

    def search(self, testo: str, *, al_piu: int | None = None, simili: bool | None = None) -> Self:
        """Projects about every word of `testo`, in the texts or the names of Comuni, temi, partner.

        A word counts in any of its Italian forms. If no public project has them all, words like
        them count too (slips of typing): `simili` is for who has already asked. Best first, by
        `rilevanza`. A blank text changes nothing.
        `al_piu`: of how many found, whichever they are, the best are chosen.
        """
        if not testo.strip():
            return self
        chieste = parole(testo)
        if not chieste:
            return self.none()
        if simili is None:
            simili = not presenti(testo)
        trovati = self.order_by().filter(Somiglia(chieste) if simili else Contiene(chieste))
        tutti: Any = self.model._default_manager.all()
        return (
            tutti.filter(Tra(trovati.values("pk")[:al_piu]))
            .annotate(rilevanza=Rilevanza(chieste, simili=simili))
            .order_by("-rilevanza", "titolo_chiave", "pk")
        )


class DelegatoQuerySet(models.QuerySet):
    def attivi(self) -> Self:
        return self.filter(attivo=True, user__is_active=True)


class FaseProgettoQuerySet(models.QuerySet):
    def correnti(self) -> Self:
        """Of each project the phase in its latest Intervento."""
        successive = self.model._default_manager.filter(
            progetto=OuterRef("progetto"), intervento__ordine__gt=OuterRef("intervento__ordine")
        )
        return self.filter(~Exists(successive))

    def con_transizioni(self) -> Self:
        return self.select_related("intervento").prefetch_related("transizioni__fonte")
