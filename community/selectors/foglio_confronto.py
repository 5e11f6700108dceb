"""What a sign-in sheet would add to an event, and who may be somebody the portal knows already."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from community.models import Evento, Iscrizione, Partecipazione, Persona
from community.selectors.foglio_lettura import RigaFirma, leggi_firme
from fis_portal.core.import_preview import RigaErrata
from fis_portal.core.text import chiave

NUOVA = "nuova"


@dataclass(frozen=True, slots=True)
class Candidata:
    """Somebody with the same name."""

    persona: int
    testo: str


@dataclass(frozen=True, slots=True)
class Firma:
    """A row of the sheet: of whom (None: a new person), or among whom to choose."""

    riga: RigaFirma
    persona: int | None = None
    candidate: tuple[Candidata, ...] = ()

    @property
    def proposta(self) -> str:
        """What is ticked before anybody chooses."""
        return str(self.persona) if self.persona else NUOVA

    def scelta(self, detta: str | None) -> int | None:
        """The person chosen, None for a new one. Raises ValueError if she is not among them."""
        detta = self.proposta if detta is None else detta
        if detta == NUOVA:
            return None
        return {str(c.persona): c.persona for c in self.candidate}[detta]


@dataclass(slots=True)
class AnteprimaFirme:
    """What confirming would do, or why it cannot be confirmed."""

    aggiunte: list[Firma] = field(default_factory=list)
    gia_presenti: list[Firma] = field(default_factory=list)
    dubbie: list[Firma] = field(default_factory=list)
    senza_firma: int = 0
    errori: list[RigaErrata] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.aggiunte or self.dubbie)

    def impronta(self) -> str:
        """Digest of everything shown: what is confirmed is what was seen, or is shown again."""
        gruppi = (self.aggiunte, self.gia_presenti, self.dubbie)
        visto = [
            [(f.riga.numero, f.riga.chiave, f.riga.email, f.persona, [c.persona for c in
              f.candidate]) for f in gruppo]
            for gruppo in gruppi
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(visto).encode()).hexdigest()


def firme_anteprima(dati: bytes, evento: Evento) -> AnteprimaFirme:
    """Read a sheet and compare it with whom the portal knows. Raises DomainError."""
    letto = leggi_firme(dati)
    anteprima = AnteprimaFirme(senza_firma=letto.senza_firma, errori=letto.errori)
    if letto.errori:
        return anteprima
    conosciute = _Conosciute(evento, letto.righe)
    for riga in letto.righe:
        firma = conosciute.riconosci(riga)
        if firma.candidate:
            anteprima.dubbie.append(firma)
        elif firma.persona in conosciute.presenti:
            anteprima.gia_presenti.append(firma)
        else:
            anteprima.aggiunte.append(firma)
    return anteprima


class _Conosciute:
    """People with an address or a name of the sheet, and who of them is at the event."""

    def __init__(self, evento: Evento, righe: Iterable[RigaFirma]) -> None:
        nomi = {riga.chiave for riga in righe}
        self.presenti = _di(Partecipazione, evento)
        self.iscritte = _di(Iscrizione, evento)
        self.per_email: dict[str, int] = {}
        self.per_nome: dict[str, dict[int, Persona]] = {}
        persone = Persona.objects.filter(anonimizzata_il__isnull=True).select_related(
            "organizzazione", "fusa_in"
        )
        for persona in persone.order_by("pk"):
            di_chi = self._che_vale(persona)
            if persona.email:
                self.per_email[persona.email.lower()] = di_chi.pk
            nome = chiave(f"{persona.nome} {persona.cognome}")
            if nome in nomi:
                self.per_nome.setdefault(nome, {})[di_chi.pk] = di_chi

    def riconosci(self, riga: RigaFirma) -> Firma:
        if riga.email and (nota := self.per_email.get(riga.email)):
            return Firma(riga, nota)
        omonime = self.per_nome.get(riga.chiave, {})
        if not omonime:
            return Firma(riga)
        candidate = tuple(Candidata(pk, self._dice(p)) for pk, p in sorted(omonime.items()))
        return Firma(riga, self._probabile(riga, list(omonime)), candidate)

    def _che_vale(self, persona: Persona) -> Persona:
        """The row of this event, if she has one here; else the one that stands for her."""
        qui = persona.pk in self.presenti or persona.pk in self.iscritte
        return persona if qui else persona.fusa_in or persona

    def _probabile(self, riga: RigaFirma, omonime: list[int]) -> int | None:
        """Without another address, the only one with this name: first of all at this event."""
        if riga.email:
            return None
        qui = [pk for pk in omonime if pk in self.presenti or pk in self.iscritte]
        sole = qui or omonime
        return sole[0] if len(sole) == 1 else None

    def _dice(self, persona: Persona) -> str:
        """What tells her from others with her name."""
        parti = [persona.email, str(persona.organizzazione or "")]
        if persona.pk in self.presenti:
            parti.append(_("già presente a questo evento"))
        elif persona.pk in self.iscritte:
            parti.append(_("iscritta a questo evento"))
        return ", ".join(filter(None, parti)) or _("senza e-mail")


def _di(model: type[Iscrizione | Partecipazione], evento: Evento) -> set[int]:
    return set(model._default_manager.filter(evento=evento).values_list("persona", flat=True))
