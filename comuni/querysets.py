from datetime import date
from typing import Self

from django.contrib.postgres.search import TrigramStrictWordSimilarity
from django.db import models
from django.db.models import Case, Exists, Func, OuterRef, Q, Value, When

from comuni.enums import RuoloReferente
from fis_portal.core.querysets import DimostrativoQuerySet, collegati

# A name less alike than this is another name ("bergmo" and "bergamo" make 0.5).
_SOGLIA_NOME = 0.4


class ComuneQuerySet(DimostrativoQuerySet):
    def validi(self, alla: date) -> Self:
        """Comuni that exist on a day: their territorial row is valid then."""
        return self.filter(
            Q(valido_dal__isnull=True) | Q(valido_dal__lte=alla),
            Q(valido_al__isnull=True) | Q(valido_al__gte=alla),
        )

    def con_territorio(self) -> Self:
        return self.select_related("provincia__regione")

    def con_progetti(self, inclusi: bool = True, *, dimostrativi: bool = False) -> Self:
        """Comuni with (or without) a public project. The one place where Comuni look upwards."""
        progetti = collegati(self, "progetti")
        legati = progetti.public().con_dimostrativi(dimostrativi).filter(comune=OuterRef("pk"))
        return self.filter(Exists(legati) if inclusi else ~Exists(legati))

    def search(self, testo: str) -> Self:
        """Comuni called like `testo` (accents and slips forgiven) or with this ISTAT code.

        Ordered best first: same name, same beginning, then the most alike.
        """
        testo = " ".join(testo.split())
        if not testo:
            return self
        chiave = Func(Value(testo), function="fis_chiave", output_field=models.TextField())
        return (
            self.annotate(
                somiglianza=TrigramStrictWordSimilarity(chiave, "nome_chiave"),  # type: ignore[arg-type]
                inizia=Case(
                    When(nome_chiave=chiave, then=2),
                    When(nome_chiave__startswith=chiave, then=1),
                    default=0,
                    output_field=models.IntegerField(),
                ),
            )
            .filter(
                Q(nome_chiave__contains=chiave)
                | Q(codice_istat=testo)
                | Q(nome_chiave__trigram_word_similar=chiave, somiglianza__gte=_SOGLIA_NOME)
            )
            .order_by("-inizia", "-somiglianza", "nome_chiave", "pk")
        )


class ReferenteQuerySet(models.QuerySet):
    def attivi(self) -> Self:
        return self.filter(attivo=True, user__is_active=True)

    def responsabili(self) -> Self:
        return self.filter(ruolo=RuoloReferente.RESPONSABILE)
