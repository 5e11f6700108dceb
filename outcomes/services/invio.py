"""Sending a report: the moment after which what was said cannot be changed any more."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comuni.models import Referente
from fis_portal.accounts.models import User
from fis_portal.accounts.services import avviso_send
from fis_portal.core.errors import DomainError
from outcomes.enums import STATI_APERTI, StatoRendicontazione
from outcomes.models import Invio, Rendicontazione
from outcomes.permissions import can_send, periodo_is_chiuso
from outcomes.selectors.contenuto import Contenuto, contenuto, sha256_di
from outcomes.selectors.modulo import modulo
from outcomes.services.passaggi import rendicontazione_transition

AVVISO_INVIO = "rendicontazione_inviata"


def modulo_token(rendicontazione: Rendicontazione, dati: Contenuto) -> str:
    """What a page to send from carries: which sending it is, and of which content."""
    return f"{rendicontazione.revisione + 1}-{sha256_di(dati)[:32]}"


@transaction.atomic
def rendicontazione_send(
    *, rendicontazione: Rendicontazione, by: User, modulo_token: str, nota: str = ""
) -> Invio:
    """Freeze a report and send it: state, content, SHA-256 and receipt number in one transaction.

    `modulo_token` says what the person saw when sending. The same one again, however often and at
    the same moment, gives the same Invio: one click is one submission. The number is drawn here,
    and is to be told only once this is committed.

    Raises DomainError: `modulo_scaduto` (what is sent is not what was seen), `solo_responsabile`,
    `stato_non_aperto`, `periodo_chiuso`, `incompleta` (with `fields`, by address).
    """
    bloccata = (
        Rendicontazione.objects.select_for_update(of=("self",))
        .select_related("progetto__comune", "periodo", "quadro")
        .get(pk=rendicontazione.pk)
    )
    revisione, _trattino, visto = modulo_token.partition("-")
    gia = Invio.objects.filter(rendicontazione=bloccata, revisione=_intero(revisione)).first()
    if gia is not None and gia.sha256.startswith(visto) and visto:
        return gia
    _check_sendable(bloccata, by)
    letto = modulo(bloccata)
    dati = contenuto(bloccata, letto)
    if (_intero(revisione), visto) != (bloccata.revisione + 1, sha256_di(dati)[:32]):
        raise DomainError(
            "modulo_scaduto",
            _(
                "La rendicontazione è cambiata dopo che hai aperto questa pagina: ricontrolla che "
                "cosa stai per inviare, poi conferma di nuovo."
            ),
        )
    if letto.bloccanti:
        raise DomainError(
            "incompleta",
            _("La rendicontazione non si può ancora inviare: manca qualcosa."),
            {m.indirizzo: [m.testo] for m in letto.bloccanti},
        )
    return _send(bloccata, by, nota, dati)


def _send(rendicontazione: Rendicontazione, by: User, nota: str, dati: Contenuto) -> Invio:
    adesso = timezone.now()
    rendicontazione.revisione += 1
    rendicontazione.save(update_fields=["revisione", "updated_at"])
    rendicontazione_transition(
        rendicontazione=rendicontazione, a=StatoRendicontazione.INVIATA, by=by, nota=nota
    )
    invio = Invio(
        rendicontazione=rendicontazione,
        revisione=rendicontazione.revisione,
        protocollo=_receipt_number(timezone.localtime(adesso).year),
        contenuto=dati,
        sha256=sha256_di(dati),
        nota=nota.strip(),
        by=by,
        inviata_il=adesso,
    )
    invio.save(force_insert=True)
    _tell_officers(invio)
    return invio


def _receipt_number(anno: int) -> str:
    """Never the same twice, also for two at once; a sending that fails leaves its number unused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('outcomes_protocollo_seq')")
        return f"FIS-{anno}-{cursor.fetchone()[0]:06d}"


def _check_sendable(rendicontazione: Rendicontazione, by: User) -> None:
    if rendicontazione.stato not in STATI_APERTI:
        raise DomainError(
            "stato_non_aperto",
            _("La rendicontazione è già %(stato)s: non c'è nulla da inviare.")
            % {"stato": rendicontazione.get_stato_display()},
        )
    if periodo_is_chiuso(rendicontazione.periodo):
        raise DomainError(
            "periodo_chiuso",
            _(
                "Il periodo è chiuso dal %(giorno)s: per inviare lo stesso chiedi al programma di "
                "riaprirlo."
            )
            % {"giorno": f"{rendicontazione.periodo.chiuso_il:%d/%m/%Y}"},
        )
    if not can_send(by, rendicontazione):
        comune = rendicontazione.progetto.comune
        chi = ", ".join(responsabili_di(rendicontazione)) or _("chi gestisce il programma")
        raise DomainError(
            "solo_responsabile",
            _("Può inviare soltanto chi è responsabile per il Comune di %(c)s: chiedi a %(chi)s.")
            % {"c": comune, "chi": chi},
        )


def responsabili_di(rendicontazione: Rendicontazione) -> list[str]:
    """The names of those who may send it."""
    referenti = (
        Referente.objects.attivi().responsabili().filter(comune=rendicontazione.progetto.comune_id)
    )
    return [str(referente.user) for referente in referenti.select_related("user")]


def _tell_officers(invio: Invio) -> None:
    rendicontazione = invio.rendicontazione
    referenti = Referente.objects.attivi().filter(comune=rendicontazione.progetto.comune_id)
    for referente in referenti.select_related("user"):
        avviso_send(
            user=referente.user,
            tipo=AVVISO_INVIO,
            chiave=f"{AVVISO_INVIO}:{invio.protocollo}:{referente.user_id}",
            oggetto_template="outcomes/email/inviata_oggetto.txt",
            testo_template="outcomes/email/inviata_testo.txt",
            contesto={"invio": invio, "rendicontazione": rendicontazione},
        )


def _intero(testo: str) -> int:
    return int(testo) if testo.isascii() and testo.isdigit() and len(testo) < 5 else 0
