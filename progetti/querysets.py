from collections.abc import Sequence
from datetime import date
from typing import Self

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Value

from fis_portal.core.querysets import DimostrativoQuerySet
from progetti.enums import StatoFase, stati_da

# Below this a word is another word; measured on the programme's titles and Comuni (ADR 0007).
SOGLIA_SOMIGLIANZA = 0.45


def _simile(campo: str, parole: str) -> Q:
    """The trigram test of PostgreSQL's `<%`: `parole` resembles a stretch of `campo`."""
    return Q(**{f"{campo}__trigram_word_similar": parole})


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
        fasi = self.model._meta.get_field("fasi").related_model
        transizioni = fasi._meta.get_field("transizioni").related_model
        return self.filter(
            Exists(
                transizioni.objects.filter(
                    fase__progetto=OuterRef("pk"),
                    a__in=stati_da(StatoFase.FINANZIATA),
                    data__lte=alla,
                )
            )
        )

    def in_macroaree(self, slug: Sequence[str]) -> Self:
        """Projects of any of these macroaree, prevalent or not."""
        legami = self.model.macroaree.through.objects.filter(
            progetto=OuterRef("pk"), macroarea__slug__in=slug
        )
        return self.filter(Exists(legami))

    def in_temi(self, slug: Sequence[str]) -> Self:
        legami = self.model.temi.through.objects.filter(
            progetto=OuterRef("pk"), tema__slug__in=slug
        )
        return self.filter(Exists(legami))

    def in_regioni(self, slug: Sequence[str]) -> Self:
        return self.filter(comune__provincia__regione__slug__in=slug)

    def in_fase(self, *, interventi: Sequence[str] = (), stati: Sequence[str] = ()) -> Self:
        """Projects with a phase in one of these Interventi and states.

        Without Interventi the states are those of the project's latest phase, the one lists show.
        """
        fasi = self.model._meta.get_field("fasi").related_model.objects.filter(
            progetto=OuterRef("pk")
        )
        fasi = fasi.filter(intervento__codice__in=interventi) if interventi else fasi.correnti()
        if stati:
            fasi = fasi.filter(stato__in=stati)
        return self.filter(Exists(fasi))

    def con_fase_corrente(self) -> Self:
        """Add `fase_intervento` (codice) and `fase_stato` of the project's latest Intervento."""
        fasi = (
            self.model._meta.get_field("fasi")
            .related_model.objects.filter(progetto=OuterRef("pk"))
            .order_by("-intervento__ordine")
        )
        return self.annotate(
            fase_intervento=Subquery(fasi.values("intervento__codice")[:1]),
            fase_stato=Subquery(fasi.values("stato")[:1]),
        )

    def search(self, testo: str) -> Self:
        """Projects about `testo`: Italian word forms, names of Comuni, themes and partners.

        Forgives typing slips (trigrams) and accents. Ordered best first by `rilevanza`; an empty
        text changes nothing.
        """
        testo = " ".join(testo.split())
        if not testo:
            return self
        chiave = Func(Value(testo), function="fis_chiave", output_field=models.TextField())
        query = SearchQuery(testo, config="italian", search_type="websearch")
        somiglianza = Func(
            chiave, F("testo_chiave"), function="word_similarity", output_field=models.FloatField()
        )
        temi = self.model.temi.through.objects.filter(
            progetto=OuterRef("pk"), tema__nome_chiave__contains=chiave
        )
        partner = self.model._meta.get_field("partenariati").related_model.objects.filter(
            progetto=OuterRef("pk"), organizzazione__nome_chiave__contains=chiave
        )
        comune = Q(comune__nome_chiave__contains=chiave) | Q(
            comune__provincia__regione__nome__iexact=testo
        )
        return (
            self.annotate(rilevanza=somiglianza)
            .filter(
                Q(ricerca=query)
                | Q(testo_chiave__contains=chiave)
                | Q(rilevanza__gte=SOGLIA_SOMIGLIANZA)
                | comune
                | Exists(temi)
                | Exists(partner)
            )
            .order_by("-rilevanza", "titolo_chiave", "pk")
        )


class FaseProgettoQuerySet(models.QuerySet):
    def correnti(self) -> Self:
        """Of each project the phase in its latest Intervento."""
        successive = self.model.objects.filter(
            progetto=OuterRef("progetto"), intervento__ordine__gt=OuterRef("intervento__ordine")
        )
        return self.filter(~Exists(successive))

    def con_transizioni(self) -> Self:
        return self.select_related("intervento").prefetch_related("transizioni__fonte")
