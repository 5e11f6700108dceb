from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
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
