"""The columns of the sign-in sheet: one description for who writes it and for who reads it back."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from community.enums import RuoloPartecipazione
from fis_portal.core.text import chiave
from progetti.enums import TipoOrganizzazione

SI = ("si", "x", "presente", "1", "v", "vero", "true", "firmato")
NO = ("", "no", "assente", "0", "falso", "false")


@dataclass(frozen=True, slots=True)
class ColonnaFirme:
    """A column: `scelte` are the words it takes, `massimo` the longest text."""

    nome: str
    titolo: str
    larghezza: int
    obbligatoria: bool = False
    massimo: int = 200
    scelte: tuple[tuple[str, str], ...] = ()

    def leggi_scelta(self, testo: str) -> str | None:
        """The code for a word, whatever its case and accents; None if it is none of them."""
        for codice, parola in self.scelte:
            if chiave(testo) in (chiave(parola), codice):
                return codice
        return None


def nome_foglio() -> str:
    return _("Foglio firme")


def colonne() -> tuple[ColonnaFirme, ...]:
    tipi = tuple((str(codice), str(parola)) for codice, parola in TipoOrganizzazione.choices)
    ruoli = tuple((str(codice), str(parola)) for codice, parola in RuoloPartecipazione.choices)
    return (
        ColonnaFirme("nome", _("Nome"), 20, obbligatoria=True, massimo=100),
        ColonnaFirme("cognome", _("Cognome"), 22, obbligatoria=True, massimo=100),
        ColonnaFirme("email", _("E-mail"), 32, massimo=254),
        ColonnaFirme("ente", _("Ente"), 34),
        ColonnaFirme("tipo_ente", _("Tipo di ente"), 26, scelte=tipi),
        ColonnaFirme("comune", _("Comune"), 20),
        ColonnaFirme("ruolo", _("Ruolo"), 16, scelte=ruoli),
        ColonnaFirme("presente", _("Firma / presente"), 26),
    )
