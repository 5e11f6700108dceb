"""What a password may not be, beyond what Django refuses by itself (QUALITY A1 31)."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What is left of a password without the words anybody here would try first.
LETTERE_PROPRIE = 8
DEL_PROGRAMMA = "fis formez fondo innovazione sociale portale comune password".split()
# Higher apps add where a person's own words come from: the Comuni one acts for (AppConfig.ready).
PAROLE_DELLA_PERSONA: list[Callable[[Any], Iterable[str]]] = []


class LunghezzaValidator:
    """At least so many characters. Django says it in English: its catalogue lacks the sentence."""

    def __init__(self, min_length: int = 12) -> None:
        self.min_length = min_length

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < self.min_length:
            raise ValidationError(
                _("La password è troppo corta: servono almeno %(numero)s caratteri.")
                % {"numero": self.min_length},
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        return _("La password deve avere almeno %(numero)s caratteri.") % {
            "numero": self.min_length
        }


class ParolePrevedibiliValidator:
    """Refuses what is made of the programme's name, one's Comune, one's e-mail and digits."""

    def __init__(self) -> None:
        self.comuni = CommonPasswordValidator().passwords

    def validate(self, password: str, user: Any = None) -> None:
        lettere = _lettere(password)
        resto = lettere
        for parola in sorted(set(_parole(user)), key=len, reverse=True):
            resto = resto.replace(parola, "")
        if resto != lettere and len(resto) < LETTERE_PROPRIE:
            raise ValidationError(
                _(
                    "La password si indovina facilmente: è fatta quasi solo di parole come «fis», "
                    "«formez», il nome del tuo Comune o il tuo. Usa altre parole."
                ),
                code="parole_del_contesto",
            )
        # A common word with a year and a sign after it is what guessing programs try next.
        if lettere in self.comuni and lettere != password.casefold():
            raise ValidationError(
                _(
                    "La password è una parola molto comune con l'aggiunta di cifre o segni: "
                    "usa più parole che non vanno insieme."
                ),
                code="parola_comune",
            )

    def get_help_text(self) -> str:
        return _(
            "La password non può essere fatta del nome del programma, del tuo Comune o del tuo."
        )


def _parole(user: Any) -> Iterator[str]:
    testi = list(DEL_PROGRAMMA)
    if user is not None:
        testi += [user.email, user.nome, user.cognome]
        for fonte in PAROLE_DELLA_PERSONA:
            testi += fonte(user)
    for testo in testi:
        for parola in re.split(r"[^\w]+|_", testo):
            if len(lettere := _lettere(parola)) >= 3:
                yield lettere


def _lettere(testo: str) -> str:
    """Letters alone, without case and accents."""
    scomposto = unicodedata.normalize("NFKD", testo).casefold()
    return "".join(c for c in scomposto if c.isalpha())
