from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fis_portal.core.history import tracked
from fis_portal.core.models import Dimostrativo, TimeStamped


class UserManager(BaseUserManager["User"]):
    """Users are found by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("email is required")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin, Dimostrativo, TimeStamped):
    """A person who signs in, by e-mail: Formez staff, an officer of a Comune, an evaluator."""

    email = models.EmailField(
        _("e-mail"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("Esiste già un utente con questa e-mail.")},
    )
    nome = models.CharField(_("nome"), max_length=100, blank=True)
    cognome = models.CharField(_("cognome"), max_length=100, blank=True)
    is_staff = models.BooleanField(
        _("personale del programma"),
        default=False,
        help_text=_("Può entrare nell'area di gestione, con i diritti dei suoi gruppi."),
    )
    is_active = models.BooleanField(
        _("attivo"),
        default=True,
        help_text=_("Per togliere l'accesso a una persona, disattivala invece di cancellarla."),
    )

    sessioni_dal = models.DateTimeField(
        _("sessioni valide dal"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Le sessioni cominciate prima sono chiuse."),
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("utente")
        verbose_name_plural = _("utenti")
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(
                name="user_email_minuscola",
                condition=Q(email=Lower("email")),
                violation_error_message=_("Scrivi l'e-mail in minuscolo."),
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return f"{self.nome} {self.cognome}".strip()

    def get_short_name(self) -> str:
        return self.nome or self.email


@tracked()
class UtenteGruppo(User.groups.through):  # type: ignore[name-defined]
    """A role given to a person: Django's own link, here only so that its history is kept."""

    class Meta:
        proxy = True
        verbose_name = _("ruolo di un utente")
        verbose_name_plural = _("ruoli degli utenti")

    def __str__(self) -> str:
        return f"{self.user}: {self.group}"


class InvitoQuerySet(models.QuerySet):
    def validi(self) -> "InvitoQuerySet":
        """Invitations that still open the door."""
        return self.filter(usato_il__isnull=True, scade_il__gt=timezone.now(), user__is_active=True)


@tracked(exclude=["impronta"])
class Invito(models.Model):
    """A link sent to a person, good once and for a few days, to choose a password and enter."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="inviti", verbose_name=_("utente")
    )
    impronta = models.CharField(_("impronta"), max_length=64, unique=True, editable=False)
    invitante = models.CharField(
        _("invitante"), max_length=200, help_text=_("A chi chiedere, come si legge nella mail.")
    )
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="inviti_fatti", verbose_name=_("inviato da")
    )
    creato = models.DateTimeField(_("creato il"), default=timezone.now)
    scade_il = models.DateTimeField(_("scade il"))
    usato_il = models.DateTimeField(_("usato il"), null=True, blank=True)

    objects = InvitoQuerySet.as_manager()

    class Meta:
        verbose_name = _("invito")
        verbose_name_plural = _("inviti")
        ordering = ["-creato", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="invito_scade_dopo",
                condition=Q(scade_il__gte=F("creato")),
                violation_error_message=_("Un invito non può scadere prima di essere creato."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.creato:%d/%m/%Y}"

    @property
    def is_valido(self) -> bool:
        return self.usato_il is None and self.scade_il > timezone.now() and self.user.is_active


@tracked()
class RinunciaAvviso(TimeStamped):
    """A kind of mail that a person does not want."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="rinunce", verbose_name=_("utente")
    )
    tipo = models.CharField(_("tipo di avviso"), max_length=60)

    class Meta:
        verbose_name = _("rinuncia a un avviso")
        verbose_name_plural = _("rinunce agli avvisi")
        ordering = ["user__email", "tipo"]
        constraints = [
            models.UniqueConstraint(
                name="rinuncia_unica",
                fields=["user", "tipo"],
                violation_error_message=_("Questa persona ha già rinunciato a questo avviso."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.tipo}"
