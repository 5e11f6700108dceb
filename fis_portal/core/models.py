from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fis_portal.core.enums import MotivoParere, StatoFile, StatoMessaggio
from fis_portal.core.fields import indirizzi_web
from fis_portal.core.history import tracked
from fis_portal.core.querysets import FileProtettoQuerySet, MessaggioQuerySet
from fis_portal.core.storage import ArchivedFile


class TimeStamped(models.Model):
    """Technical dates of a row."""

    created_at = models.DateTimeField(_("creato il"), auto_now_add=True)
    updated_at = models.DateTimeField(_("aggiornato il"), auto_now=True)

    class Meta:
        abstract = True


class Dimostrativo(models.Model):
    """A row that may be invented, to show the portal at work; never mixed with real ones."""

    is_demo = models.BooleanField(
        _("dato dimostrativo"),
        default=False,
        db_index=True,
        help_text=_("Dato inventato per mostrare il portale: escluso dalle cifre del programma."),
    )

    class Meta:
        abstract = True


@tracked()
class Fonte(TimeStamped):
    """Where a fact comes from."""

    codice = models.SlugField(_("codice"), max_length=80, unique=True)
    titolo = models.CharField(_("titolo"), max_length=300)
    url = models.URLField(_("indirizzo"), max_length=500, blank=True)
    url_archivio = models.URLField(
        _("indirizzo della copia archiviata"), max_length=500, blank=True
    )
    data = models.DateField(_("data della fonte"), null=True, blank=True)
    nota = models.TextField(_("nota"), blank=True)

    class Meta:
        verbose_name = _("fonte")
        verbose_name_plural = _("fonti")
        ordering = ["titolo", "pk"]
        constraints = [indirizzi_web("fonte_indirizzi_web", "url", "url_archivio")]

    def __str__(self) -> str:
        return self.titolo


class ParerePagina(models.Model):
    """What a reader thinks of the clarity of a page (AGID design guidelines). No personal data."""

    percorso = models.CharField(_("pagina"), max_length=300)
    voto = models.PositiveSmallIntegerField(
        _("voto"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    motivo = models.CharField(_("motivo"), max_length=20, choices=MotivoParere.choices, blank=True)
    testo = models.CharField(_("commento"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("ricevuto il"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("parere su una pagina")
        verbose_name_plural = _("pareri sulle pagine")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="parere_voto_da_1_a_5",
                condition=Q(voto__gte=1, voto__lte=5),
                violation_error_message=_("Scegli un voto da 1 a 5 stelle."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.percorso}: {self.voto}"


@tracked()
class FileProtetto(models.Model):
    """A file somebody sent, accepted by its content and kept where only the portal reads it.

    What it belongs to, and so who may have it, is said by the row of another app that points here.
    The same bytes sent twice are two rows and one file on disk.
    """

    nome_originale = models.CharField(_("nome del file"), max_length=200)
    nome = models.CharField(_("nome nell'archivio"), max_length=200)
    tipo = models.CharField(_("tipo"), max_length=8)
    byte = models.BigIntegerField(_("byte"))
    sha256 = models.CharField(_("impronta"), max_length=64, db_index=True)
    stato = models.CharField(
        _("stato"), max_length=20, choices=StatoFile.choices, default=StatoFile.IN_VERIFICA
    )
    controllato_il = models.DateTimeField(_("ultimo controllo"), null=True, blank=True)
    esito_controllo = models.TextField(_("esito del controllo"), blank=True)
    caricato_da = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("caricato da"),
        related_name="+",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    created_at = models.DateTimeField(_("caricato il"), auto_now_add=True)

    objects = FileProtettoQuerySet.as_manager()

    class Meta:
        verbose_name = _("file caricato")
        verbose_name_plural = _("file caricati")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                name="fileprotetto_da_verificare",
                fields=["controllato_il", "id"],
                condition=Q(stato=StatoFile.IN_VERIFICA),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="fileprotetto_non_vuoto",
                condition=Q(byte__gt=0),
                violation_error_message=_("Il file è vuoto."),
            ),
            models.CheckConstraint(
                name="fileprotetto_impronta",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                violation_error_message=_("L'impronta del file non è valida."),
            ),
            models.CheckConstraint(
                name="fileprotetto_stato_noto",
                condition=Q(stato__in=StatoFile.values),
                violation_error_message=_("Lo stato del file non è valido."),
            ),
            models.CheckConstraint(
                name="fileprotetto_giudicato_se_controllato",
                condition=Q(stato=StatoFile.IN_VERIFICA) | Q(controllato_il__isnull=False),
                violation_error_message=_("Un file giudicato ha la data del controllo."),
            ),
        ]

    def __str__(self) -> str:
        return self.nome_originale

    @property
    def is_pulito(self) -> bool:
        return self.stato == StatoFile.PULITO

    @property
    def archiviato(self) -> ArchivedFile:
        """Where its bytes are."""
        return ArchivedFile(nome=self.nome, sha256=self.sha256, byte=self.byte)


class Messaggio(models.Model):
    """An e-mail to send, written in the same transaction as what it tells (outbox, ADR 0013).

    Once sent its text is blanked: it may hold links that open doors.
    """

    tipo = models.CharField(_("tipo"), max_length=60)
    chiave = models.CharField(_("chiave"), max_length=200, unique=True)
    a = models.EmailField(_("a"))
    oggetto = models.CharField(_("oggetto"), max_length=200)
    testo = models.TextField(_("testo"), blank=True)
    html = models.TextField(_("versione grafica"), blank=True)
    stato = models.CharField(
        _("stato"), max_length=20, choices=StatoMessaggio.choices, default=StatoMessaggio.IN_CODA
    )
    tentativi = models.PositiveSmallIntegerField(_("tentativi"), default=0)
    prossimo_tentativo = models.DateTimeField(_("prossimo tentativo"), default=timezone.now)
    inviato_il = models.DateTimeField(_("inviato il"), null=True, blank=True)
    errore = models.TextField(_("errore"), blank=True)
    created_at = models.DateTimeField(_("scritto il"), auto_now_add=True)

    objects = MessaggioQuerySet.as_manager()

    class Meta:
        verbose_name = _("messaggio")
        verbose_name_plural = _("messaggi")
        ordering = ["-created_at", "-pk"]
        permissions = [("retry_messaggio", "Può rimettere in coda un messaggio fallito")]
        indexes = [
            models.Index(
                name="messaggio_da_inviare",
                fields=["prossimo_tentativo", "id"],
                condition=Q(stato=StatoMessaggio.IN_CODA),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="messaggio_stato_noto",
                condition=Q(stato__in=StatoMessaggio.values),
                violation_error_message=_("Lo stato del messaggio non è valido."),
            ),
            models.CheckConstraint(
                name="messaggio_inviato_con_data",
                condition=Q(stato=StatoMessaggio.INVIATO, inviato_il__isnull=False)
                | (~Q(stato=StatoMessaggio.INVIATO) & Q(inviato_il__isnull=True)),
                violation_error_message=_("Un messaggio inviato ha la data dell'invio."),
            ),
            models.CheckConstraint(
                name="messaggio_inviato_senza_testo",
                condition=~Q(stato=StatoMessaggio.INVIATO) | Q(testo="", html=""),
                violation_error_message=_("Di un messaggio inviato non si conserva il testo."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tipo}: {self.oggetto}"
