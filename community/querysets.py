from datetime import date
from typing import Any, Self

from django.contrib.postgres.search import SearchRank
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from community.enums import StatoIscrizione, Visibilita
from community.ricerca import interrogazione
from fis_portal.core.querysets import DimostrativoQuerySet, collegati
from fis_portal.core.riservatezza import soglia_celle


class EventoQuerySet(DimostrativoQuerySet):
    def public(self) -> Self:
        return self.filter(is_public=True)

    def non_annullati(self) -> Self:
        """Without those called off: what has been held or will be."""
        return self.filter(annullato_il__isnull=True)

    def in_calendario(self) -> Self:
        """Neither drafts nor cancelled: public and reserved meetings, all of which count."""
        return self.filter(Q(is_public=True) | Q(is_riservato=True), annullato_il__isnull=True)

    def futuri(self, oggi: date) -> Self:
        """Events to come or still going on, the next one first."""
        return self.filter(Q(data_inizio__gte=oggi) | Q(data_fine__gte=oggi)).order_by(
            "data_inizio", "pk"
        )

    def passati(self, oggi: date) -> Self:
        """Past events, newest first; those whose date no source gives come last."""
        return self.filter(
            Q(data_inizio__isnull=True)
            | Q(data_inizio__lt=oggi) & (Q(data_fine__isnull=True) | Q(data_fine__lt=oggi))
        ).order_by(F("data_inizio").desc(nulls_last=True), "pk")

    def prossimi_prima(self, oggi: date) -> Self:
        """All of them, marked `is_prossimo`: what comes next, then the past from the newest."""
        prossimo = Q(data_inizio__gte=oggi) | Q(data_fine__gte=oggi)
        return self.annotate(
            is_prossimo=Case(
                When(prossimo, then=True), default=False, output_field=models.BooleanField()
            )
        ).order_by(
            "-is_prossimo",
            Case(When(prossimo, then="data_inizio")).asc(),
            F("data_inizio").desc(nulls_last=True),
            "titolo_chiave",
            "pk",
        )

    def con_presenze(self) -> Self:
        """Add `presenze`: the registered attendances (not the totals that a source gives)."""
        partecipazioni = collegati(self, "partecipazioni")
        quante = partecipazioni.filter(evento=OuterRef("pk")).order_by().values("evento")
        return self.annotate(
            presenze=Coalesce(Subquery(quante.annotate(n=Count("pk")).values("n")), 0)
        )

    def senza_presenze(self, oggi: date) -> Self:
        """Past events with neither registered attendances nor totals."""
        return self.filter(
            data_inizio__lt=oggi,
            annullato_il__isnull=True,
            partecipazioni__isnull=True,
            riepilogo__isnull=True,
        )


def totali_soppressi(percorso: str = "") -> Q:
    """Totals of too few people to be told in public, when no source has told them already.

    `percorso` leads to the RiepilogoIncontri, with the "__" at its end.
    """
    soglia, poche = soglia_celle(), Q()
    for conto in ("presenze", "persone"):
        poche |= Q((f"{percorso}{conto}__gt", 0), (f"{percorso}{conto}__lt", soglia))
    return Q((f"{percorso}fonte__isnull", True)) & poche


class PersonaQuerySet(DimostrativoQuerySet):
    """People of the community. Of those found to be the same, one stands for all."""

    def distinte(self) -> Self:
        """One row for each person: the others point to it."""
        return self.filter(fusa_in__isnull=True)

    def da_rendere_anonime(self, oggi: date) -> Self:
        return self.filter(anonimizzata_il__isnull=True, conservare_fino_al__lt=oggi)


class IscrizioneQuerySet(models.QuerySet):
    """Registrations to a meeting."""

    def con_posto(self) -> Self:
        """Those that take a place."""
        return self.filter(stato=StatoIscrizione.ISCRITTA)

    def attive(self) -> Self:
        """With a place, or a turn in the waiting list."""
        return self.filter(stato__in=(StatoIscrizione.ISCRITTA, StatoIscrizione.IN_ATTESA))

    def della_persona(self, radice: int) -> Self:
        """Of the person for whom this row stands, under whichever of her rows."""
        return self.filter(Q(persona=radice) | Q(persona__fusa_in=radice))

    def in_coda(self) -> Self:
        """The waiting list, the first to come first."""
        return self.filter(stato=StatoIscrizione.IN_ATTESA).order_by("in_coda_dal", "pk")


class PartecipazioneQuerySet(models.QuerySet):
    """Attendances. The same person under two addresses counts as one (`Persona.fusa_in`)."""

    def con_chi(self) -> Self:
        """Add `chi`: the row that stands for the person."""
        return self.annotate(chi=Coalesce("persona__fusa_in", "persona"))


class CondivisaQuerySet(DimostrativoQuerySet):
    """What teams tell, by who may read it."""

    def public(self) -> Self:
        return self.filter(visibilita=Visibilita.PUBBLICA)

    def della_comunita(self) -> Self:
        return self.filter(visibilita__in=(Visibilita.COMUNITA, Visibilita.PUBBLICA))

    def del_gruppo(self, user: Any, alla: date) -> Self:
        """Of the projects of the Comuni a person acts for, or whose partner she acts for.

        As `fis_progetti_del_gruppo` of the row-level security (outcomes.0009) says it.
        """
        progetti = collegati(self, "progetto")
        partenariati = collegati(progetti.all(), "partenariati").filter(
            Q(dal__isnull=True) | Q(dal__lte=alla),
            Q(al__isnull=True) | Q(al__gte=alla),
            progetto=OuterRef("progetto"),
            organizzazione__delegati__user=user.pk,
            organizzazione__delegati__attivo=True,
        )
        return self.filter(
            Q(progetto__in=progetti.del_referente(user)) | Exists(partenariati),
        )

    def in_temi(self, slug: list[str]) -> Self:
        return self._con_parola("temi", "tema", slug)

    def in_leve(self, slug: list[str]) -> Self:
        return self._con_parola("leve", "leva", slug)

    def _con_parola(self, campo: str, nome: str, slug: list[str]) -> Self:
        legame = self.model._meta.get_field(campo)
        righe = legame.remote_field.through._default_manager.filter(  # type: ignore[union-attr]
            **{self.model._meta.model_name or "": OuterRef("pk"), f"{nome}__slug__in": slug}
        )
        return self.filter(Exists(righe))

    def search(self, testo: str) -> Self:
        """Those with every word of `testo` in any of its Italian forms, the best first.

        A blank text changes nothing.
        """
        if not testo.strip():
            return self
        chiesta = interrogazione(testo)
        if chiesta is None:
            return self.none()
        return (
            self.filter(ricerca=chiesta)
            .annotate(rilevanza=SearchRank(F("ricerca"), chiesta))
            .order_by("-rilevanza", "-pk")
        )
