"""Taking in a filled sign-in sheet: kept until confirmed, then all or nothing (ADR 0015)."""

from collections.abc import Mapping, Sequence
from functools import partial

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.enums import AzionePersona, CanalePresenza
from community.models import Evento, Partecipazione, Persona
from community.selectors.foglio_confronto import AnteprimaFirme, Firma, firme_anteprima
from community.selectors.foglio_lettura import RigaFirma, foglio_nomina
from community.services.accessi import accesso_record
from community.services.conservazione import conservazione_dopo, conservazione_extend
from fis_portal.accounts.models import User
from fis_portal.core.deposito import DURATA, Deposito
from fis_portal.core.errors import DomainError

CARTELLA = "fogli-firme"


class AnteprimaFirmeCambiata(DomainError):
    """What would be written is not what was shown: `anteprima` is how it is now."""

    def __init__(self, anteprima: AnteprimaFirme, dati: bytes) -> None:
        super().__init__(
            "anteprima_cambiata",
            _("Nel frattempo le presenze sono cambiate: non è stato scritto nulla. Guarda di nuovo "
              "che cosa si aggiunge."),
        )  # fmt: skip
        self.anteprima = anteprima
        self.dati = dati


@transaction.atomic
def foglio_firme_keep(*, dati: bytes, anteprima: AnteprimaFirme, evento: Evento, by: User) -> str:
    """Keep the sheet for the confirmation. Returns the token that names it, good for a day."""
    nome = Deposito(CARTELLA).save(dati)
    return signing.dumps([nome, anteprima.impronta()], salt=_sale(evento, by))


@transaction.atomic
def foglio_firme_apply(*, gettone: str, scelte: Mapping[int, str], evento: Evento, by: User) -> int:
    """Write who signed, as it was shown; `scelte`: for each doubtful row, who she is.

    Everything is read and compared again. Returns how many attendances were added. Raises
    DomainError (`anteprima_scaduta`, `scelta_non_valida`) and AnteprimaFirmeCambiata.
    """
    nome, vista = _open_token(gettone, evento, by)
    try:
        dati = Deposito(CARTELLA).read(nome)
    except OSError as errore:
        raise _expired() from errore
    evento = Evento.objects.select_for_update(of=("self",), no_key=True).get(pk=evento.pk)
    anteprima = firme_anteprima(dati, evento)
    if anteprima.errori or anteprima.impronta() != vista:
        raise AnteprimaFirmeCambiata(anteprima, dati)
    di_chi = {f.riga: f.persona for f in anteprima.aggiunte}
    di_chi |= {f.riga: _scelta(f, scelte) for f in anteprima.dubbie}
    quante = _write(di_chi, evento, by)
    accesso_record(
        azione=AzionePersona.FOGLIO, by=by, evento=evento, quante=quante, nota="caricato"
    )
    transaction.on_commit(lambda: Deposito(CARTELLA).remove(nome))
    return quante


def fogli_firme_forget(persone: Sequence[Persona]) -> None:
    """Drop the sheets that wait and name one of these: whoever sent them must send them again."""
    deposito = Deposito(CARTELLA)
    nomi = [f"{persona.nome} {persona.cognome}" for persona in persone]
    indirizzi = [persona.email for persona in persone]
    for nome in deposito.names():
        try:
            nominata = foglio_nomina(deposito.read(nome), nomi=nomi, indirizzi=indirizzi)
        except OSError:
            continue  # confirmed, or swept, in this very moment
        if nominata:
            transaction.on_commit(partial(deposito.remove, nome))


def _scelta(firma: Firma, scelte: Mapping[int, str]) -> int | None:
    try:
        return firma.scelta(scelte.get(firma.riga.numero))
    except KeyError as errore:
        testo = _("Riga %(riga)s: scegli una delle persone proposte.") % {"riga": firma.riga.numero}
        raise DomainError("scelta_non_valida", testo) from errore


def _write(di_chi: Mapping[RigaFirma, int | None], evento: Evento, by: User) -> int:
    nuove = {riga: _persona(riga, evento) for riga, pk in di_chi.items() if pk is None}
    Persona.objects.bulk_create(nuove.values())
    note = Persona.objects.in_bulk([pk for pk in di_chi.values() if pk is not None])
    presenti = set(Partecipazione.objects.filter(evento=evento).values_list("persona", flat=True))
    presenze = []
    for riga, pk in di_chi.items():
        persona = nuove[riga] if pk is None else note[pk]
        # Two rows may turn out to be the same person, or one that is there already.
        if persona.pk in presenti:
            continue
        presenti.add(persona.pk)
        presenze.append(_presenza(riga, persona, evento, by))
        if pk is not None:
            conservazione_extend(persona=persona, evento=evento)
    Partecipazione.objects.bulk_create(presenze)
    return len(presenze)


def _persona(riga: RigaFirma, evento: Evento) -> Persona:
    giorno = evento.data_fine or evento.data_inizio or timezone.localdate()
    return Persona(
        nome=riga.nome,
        cognome=riga.cognome,
        email=riga.email,
        organizzazione_id=riga.organizzazione,
        conservare_fino_al=conservazione_dopo(giorno),
        is_demo=evento.is_demo,
    )


def _presenza(riga: RigaFirma, persona: Persona, evento: Evento, by: User) -> Partecipazione:
    return Partecipazione(
        evento=evento,
        persona=persona,
        canale=CanalePresenza.FOGLIO,
        registrata_da=by,
        organizzazione_id=riga.organizzazione,
        ente="" if riga.organizzazione else riga.ente,
        tipo_ente=riga.tipo_ente,
        comune_id=riga.comune,
        ruolo=riga.ruolo,
    )


def _open_token(gettone: str, evento: Evento, by: User) -> tuple[str, str]:
    try:
        nome, vista = signing.loads(gettone, salt=_sale(evento, by), max_age=DURATA)
    except signing.BadSignature as errore:
        raise _expired() from errore
    return nome, vista


def _sale(evento: Evento, by: User) -> str:
    return f"foglio-firme:{evento.pk}:{by.pk}"


def _expired() -> DomainError:
    return DomainError(
        "anteprima_scaduta",
        _("Questa anteprima non c'è più: il foglio è già stato confermato, oppure sono passate più "
          "di 24 ore. Se manca qualcosa, carica di nuovo il foglio."),
    )  # fmt: skip
