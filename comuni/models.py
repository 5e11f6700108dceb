from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comuni.enums import Ripartizione, RuoloReferente, TipoUts
from comuni.querysets import ComuneQuerySet, ReferenteQuerySet
from fis_portal.core.fields import chiave_field
from fis_portal.core.history import tracked
from fis_portal.core.models import Dimostrativo, TimeStamped


@tracked()
class Regione(models.Model):
    """One of the 20 Regioni. Source: ISTAT."""

    codice_istat = models.CharField(_("codice ISTAT"), max_length=2, unique=True)
    nome = models.CharField(_("nome"), max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    ripartizione = models.CharField(_("ripartizione"), max_length=10, choices=Ripartizione.choices)

    class Meta:
        verbose_name = _("Regione")
        verbose_name_plural = _("Regioni")
        ordering = ["nome"]
        constraints = [
            models.CheckConstraint(
                name="regione_codice_istat_forma",
                condition=Q(codice_istat__regex=r"^\d{2}$"),
                violation_error_message=_("Il codice ISTAT di una Regione ha due cifre."),
            ),
        ]

    def __str__(self) -> str:
        return self.nome


@tracked()
class Provincia(models.Model):
    """A Provincia, Città metropolitana or unit of the same level. Source: ISTAT."""

    codice_istat = models.CharField(
        _("codice ISTAT"),
        max_length=3,
        unique=True,
        help_text=_("Le prime tre cifre dei codici dei suoi Comuni."),
    )
    codice_uts = models.CharField(
        _("codice UTS"),
        max_length=3,
        unique=True,
        help_text=_("2xx per le Città metropolitane."),
    )
    nome = models.CharField(_("nome"), max_length=60, unique=True)
    sigla = models.CharField(_("sigla"), max_length=2, unique=True)
    tipo_uts = models.PositiveSmallIntegerField(_("tipo"), choices=TipoUts.choices)
    regione = models.ForeignKey(
        Regione, on_delete=models.PROTECT, related_name="province", verbose_name=_("Regione")
    )

    class Meta:
        verbose_name = _("Provincia")
        verbose_name_plural = _("Province")
        ordering = ["nome"]
        constraints = [
            models.CheckConstraint(
                name="provincia_codici_forma",
                condition=Q(codice_istat__regex=r"^\d{3}$", codice_uts__regex=r"^\d{3}$"),
                violation_error_message=_("I codici di una Provincia hanno tre cifre."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nome} ({self.sigla})"


@tracked(exclude=["nome_chiave"])
class Comune(Dimostrativo, TimeStamped):
    """An Italian municipality (codes: ISTAT; population and point inside it: ISTAT, Openpolis)."""

    codice_istat = models.CharField(
        _("codice ISTAT"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^\d{6}$", _("Il codice ISTAT ha sei cifre, zeri compresi."))],
    )
    nome = models.CharField(_("nome"), max_length=120)
    nome_chiave = chiave_field("nome")
    slug = models.SlugField(max_length=140, unique=True)
    provincia = models.ForeignKey(
        Provincia,
        on_delete=models.PROTECT,
        related_name="comuni",
        verbose_name=_("Provincia"),
        null=True,
        blank=True,
        help_text=_("Vuota solo per i Comuni dimostrativi."),
    )
    codice_catastale = models.CharField(_("codice catastale"), max_length=4, blank=True)
    codice_ipa = models.CharField(_("codice IPA"), max_length=20, blank=True)
    capoluogo = models.BooleanField(_("capoluogo"), default=False)
    citta_metropolitana = models.BooleanField(_("Città metropolitana"), default=False)
    popolazione = models.PositiveIntegerField(_("popolazione"), null=True, blank=True)
    popolazione_al = models.DateField(_("popolazione al"), null=True, blank=True)
    lat = models.DecimalField(
        _("latitudine"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    lon = models.DecimalField(
        _("longitudine"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    valido_dal = models.DateField(_("valido dal"), null=True, blank=True)
    valido_al = models.DateField(_("valido al"), null=True, blank=True)

    objects = ComuneQuerySet.as_manager()

    class Meta:
        verbose_name = _("Comune")
        verbose_name_plural = _("Comuni")
        ordering = ["nome_chiave", "pk"]
        indexes = [
            models.Index("nome_chiave", "id", name="comune_ordine"),
            GinIndex(OpClass("nome_chiave", name="gin_trgm_ops"), name="comune_nome_trgm"),
        ]
        constraints = [
            models.CheckConstraint(
                name="comune_codice_istat_forma",
                condition=Q(codice_istat__regex=r"^\d{6}$"),
                violation_error_message=_("Il codice ISTAT ha sei cifre, zeri compresi."),
            ),
            models.CheckConstraint(
                name="comune_codice_catastale_forma",
                condition=Q(codice_catastale="") | Q(codice_catastale__regex=r"^[A-Z]\d{3}$"),
                violation_error_message=_(
                    "Il codice catastale è una lettera maiuscola seguita da tre cifre."
                ),
            ),
            models.UniqueConstraint(
                name="comune_codice_catastale_unico",
                fields=["codice_catastale"],
                condition=~Q(codice_catastale=""),
                violation_error_message=_("Esiste già un Comune con questo codice catastale."),
            ),
            models.CheckConstraint(
                name="comune_provincia_se_reale",
                condition=Q(is_demo=True) | Q(provincia__isnull=False),
                violation_error_message=_("Indica la Provincia del Comune."),
            ),
            models.CheckConstraint(
                name="comune_validita_in_ordine",
                condition=Q(valido_dal__isnull=True)
                | Q(valido_al__isnull=True)
                | Q(valido_al__gte=F("valido_dal")),
                violation_error_message=_("La fine della validità non può precedere l'inizio."),
            ),
            models.CheckConstraint(
                name="comune_coordinate_in_italia",
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(
                    # A comparison with NULL passes a check: one without the other must not.
                    lat__isnull=False,
                    lon__isnull=False,
                    lat__gte=Decimal("35"),
                    lat__lte=Decimal("48"),
                    lon__gte=Decimal("6"),
                    lon__lte=Decimal("19"),
                ),
                violation_error_message=_(
                    "Indica latitudine (35-48) e longitudine (6-19) insieme, oppure nessuna."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.nome

    def get_absolute_url(self) -> str:
        return reverse("comuni:detail", args=[self.slug])


@tracked()
class Referente(TimeStamped):
    """A user who acts for a Comune."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="referenze",
        verbose_name=_("utente"),
    )
    comune = models.ForeignKey(
        Comune, on_delete=models.PROTECT, related_name="referenti", verbose_name=_("Comune")
    )
    ruolo = models.CharField(_("ruolo"), max_length=12, choices=RuoloReferente.choices)
    attivo = models.BooleanField(_("attivo"), default=True)

    objects = ReferenteQuerySet.as_manager()

    class Meta:
        verbose_name = _("referente")
        verbose_name_plural = _("referenti")
        ordering = ["comune__nome_chiave", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="referente_unico_per_comune",
                fields=["user", "comune"],
                violation_error_message=_("Questa persona è già referente di questo Comune."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} per {self.comune}"
