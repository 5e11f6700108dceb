from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from fis_portal.core.querysets import DimostrativoQuerySet, collegati
from outcomes.enums import (
    STATI_ACCETTATI,
    STATI_APERTI,
    StatoQuadro,
    StatoRendicontazione,
    StatoValore,
    Verifica,
)


class QuadroImpattoQuerySet(DimostrativoQuerySet):
    def modelli(self) -> Self:
        return self.filter(progetto__isnull=True)

    def in_vigore(self) -> Self:
        return self.filter(stato=StatoQuadro.IN_VIGORE)

    def in_vigore_alla(self, alla: date) -> Self:
        """The version each project had on a day."""
        return self.exclude(stato=StatoQuadro.BOZZA).filter(
            Q(in_vigore_al__isnull=True) | Q(in_vigore_al__gte=alla), in_vigore_dal__lte=alla
        )


class IndicatoreQuerySet(models.QuerySet):
    def reali(self) -> Self:
        return self.filter(quadro__progetto__is_demo=False)

    def con_dimostrativi(self, inclusi: bool) -> Self:
        return self if inclusi else self.reali()

    def public(self) -> Self:
        """Public indicators of the frameworks in force of public projects."""
        return self.filter(
            is_public=True, quadro__stato=StatoQuadro.IN_VIGORE, quadro__progetto__is_public=True
        )


class RendicontazioneQuerySet(models.QuerySet):
    """Reports; the demonstrative ones are those of demonstrative projects."""

    def reali(self) -> Self:
        return self.filter(progetto__is_demo=False)

    def con_dimostrativi(self, inclusi: bool) -> Self:
        return self if inclusi else self.reali()

    def del_referente(self, user: Any) -> Self:
        """Reports of the Comuni a person acts for: all others do not exist for her."""
        progetti = collegati(self, "progetto").del_referente(user)
        return self.filter(progetto__in=progetti)

    def affidate_a(self, user: Any, alla: date) -> Self:
        """Accepted reports of the projects a person evaluates."""
        progetti = collegati(self, "progetto").affidati_a(user, alla)
        return self.filter(progetto__in=progetti, stato__in=STATI_ACCETTATI)

    def aperte(self) -> Self:
        return self.filter(stato__in=STATI_APERTI)

    def in_ritardo(self, alla: date) -> Self:
        return self.aperte().filter(scadenza__lt=alla)

    def mai_inviate(self, alla: date) -> Self:
        """Due by a day and never sent: what the figure on punctuality counts as missing."""
        invii = collegati(self, "invii").filter(rendicontazione=OuterRef("pk"))
        return self.filter(~Exists(invii), scadenza__lte=alla)

    def da_esaminare(self) -> Self:
        return self.filter(stato=StatoRendicontazione.INVIATA)

    def con_ultimo_invio(self) -> Self:
        """Add `inviata_il` and `protocollo` of the last time it was sent."""
        invii = collegati(self, "invii").filter(rendicontazione=OuterRef("pk"))
        invii = invii.order_by("-revisione")
        return self.annotate(
            inviata_il=Subquery(invii.values("inviata_il")[:1]),
            protocollo=Subquery(invii.values("protocollo")[:1]),
        )


class RilevazioneQuerySet(models.QuerySet):
    def reali(self) -> Self:
        return self.filter(rendicontazione__progetto__is_demo=False)

    def con_dimostrativi(self, inclusi: bool) -> Self:
        return self if inclusi else self.reali()

    def misurate(self) -> Self:
        return self.filter(stato_valore=StatoValore.MISURATO)

    def accettate(self) -> Self:
        """Values of accepted reports, the evaluator's objections left out."""
        return self.filter(rendicontazione__stato__in=STATI_ACCETTATI).exclude(
            verifica=Verifica.CONTESTATA
        )

    def validate(self) -> Self:
        return self.accettate().filter(verifica=Verifica.VALIDATA)

    def public(self) -> Self:
        """What anybody may see: accepted or contested values of what is now a public indicator.

        The version in force decides for the values of all versions (`Indicatore.serie`).
        """
        indicatori = collegati(self, "indicatore").public()
        in_vigore = indicatori.filter(
            serie=OuterRef("indicatore__serie"),
            quadro__progetto=OuterRef("rendicontazione__progetto"),
        )
        return self.filter(
            Exists(in_vigore),
            rendicontazione__stato__in=STATI_ACCETTATI,
            rendicontazione__accettata_il__isnull=False,
        )


class EvidenzaQuerySet(models.QuerySet):
    def attuali(self) -> Self:
        return self.filter(tolta_il__isnull=True)

    def del_referente(self, user: Any) -> Self:
        rendicontazioni = collegati(self, "rendicontazione").del_referente(user)
        return self.filter(rendicontazione__in=rendicontazioni)

    def affidate_a(self, user: Any, alla: date) -> Self:
        rendicontazioni = collegati(self, "rendicontazione").affidate_a(user, alla)
        return self.filter(rendicontazione__in=rendicontazioni)
