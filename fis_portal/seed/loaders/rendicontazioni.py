"""Demonstrative reports in every state, made through the services that real users use."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

import pgtrigger
from django.db import transaction
from django.utils import timezone

from comuni.enums import RuoloReferente
from comuni.models import Referente
from fis_portal.accounts.models import User
from fis_portal.core.models import FileProtetto
from fis_portal.core.posta import posta_muta
from outcomes.enums import SezioneRendicontazione, StatoQuadro, TipoIndicatore, Verifica
from outcomes.models import Indicatore, Invio, PeriodoMonitoraggio, Rendicontazione, Rilevazione
from outcomes.selectors.contenuto import contenuto
from outcomes.selectors.modulo import modulo
from outcomes.selectors.righe import Riga
from outcomes.services.bozza import riga_save
from outcomes.services.invio import modulo_token, rendicontazione_send
from outcomes.services.periodi import periodo_open
from outcomes.services.revisione import (
    osservazione_add,
    rendicontazione_accept,
    rendicontazione_return,
)
from outcomes.services.verifica import verdetto_set
from progetti.enums import RuoloPartenariato
from progetti.models import Delegato, Partenariato, Progetto

S = SezioneRendicontazione
COMPILATORE = "comuni@esempio.example"
VALUTATORE = "valutatore@esempio.example"
# How far each project is, by period from the newest: what is past goes further.
ARRIVI = (
    ("bozza", "da_iniziare"),
    ("contestata", "inviata", "restituita", "bozza", "accettata"),
    ("validata", "accettata"),
)
TAPPE = ("da_iniziare", "bozza", "inviata", "restituita", "accettata", "contestata", "validata")
ALTRI = (45, 0, 3, 18, 7)  # a zero and a small cell among them


@posta_muta()
@transaction.atomic
def rendicontazioni_load() -> dict[str, int]:
    """Open the demonstrative periods and bring each report to a state of its own, once."""
    officer = _utente(COMPILATORE, "Elio", "Comuni")
    valutatore = _utente(VALUTATORE, "Vera", "Valutatrice")
    staff = User.objects.get(email="funzionario@esempio.example")
    progetti = list(
        Progetto.objects.filter(is_demo=True, quadri__stato=StatoQuadro.IN_VIGORE).order_by("pk")
    )
    if not progetti:
        return {}
    _delega(valutatore, progetti[:2])
    fatte = 0
    # The oldest first: a value is compared with the one before.
    for distanza, periodo in reversed(list(enumerate(_periodi()))):
        scadenza = periodo.al + timedelta(days=45)
        apertura = periodo_open(periodo=periodo, progetti=progetti, scadenza=scadenza, by=staff)
        arrivi = ARRIVI[min(distanza, len(ARRIVI) - 1)]
        for numero, rendicontazione in enumerate(apertura.aperte):
            _referente(officer, rendicontazione.progetto)
            arrivo = arrivi[numero % len(arrivi)]
            _porta(rendicontazione, arrivo, numero + distanza, officer, staff, valutatore)
            fatte += 1
    return {"rendicontazioni": fatte}


def rendicontazioni_remove() -> int:
    """The demonstrative reports, their frozen sendings included."""
    demo = Rendicontazione.objects.filter(progetto__is_demo=True)
    with pgtrigger.ignore("outcomes.Invio:invio_non_si_cancella"):
        invii = Invio.objects.filter(rendicontazione__in=demo)
        ricevute = [pk for pk in invii.values_list("ricevuta", flat=True) if pk]
        invii.delete()
    quante = demo.count()
    demo.delete()
    FileProtetto.objects.filter(pk__in=ricevute).delete()
    Delegato.objects.filter(organizzazione__is_demo=True).delete()
    return quante


# --- People --------------------------------------------------------------------------------------
def _utente(email: str, nome: str, cognome: str) -> User:
    user, creato = User.objects.get_or_create(
        email=email, defaults={"nome": nome, "cognome": cognome, "is_demo": True}
    )
    if creato:
        user.set_unusable_password()
        user.save()
    return user


def _referente(user: User, progetto: Progetto) -> None:
    ruolo = RuoloReferente.RESPONSABILE
    Referente.objects.get_or_create(user=user, comune=progetto.comune, defaults={"ruolo": ruolo})


def _delega(user: User, progetti: Sequence[Progetto]) -> None:
    affidati = Partenariato.objects.filter(
        progetto__in=progetti, ruolo=RuoloPartenariato.VALUTATORE
    )
    for partenariato in affidati:
        Delegato.objects.get_or_create(user=user, organizzazione=partenariato.organizzazione)


def _periodi() -> list[PeriodoMonitoraggio]:
    """The last three that have begun, newest first."""
    iniziati = PeriodoMonitoraggio.objects.filter(is_demo=True, dal__lte=timezone.localdate())
    return list(iniziati.order_by("-al")[:3])


# --- One report ----------------------------------------------------------------------------------
def _porta(
    rendicontazione: Rendicontazione,
    arrivo: str,
    numero: int,
    officer: User,
    staff: User,
    valutatore: User,
) -> None:
    tappa = TAPPE.index(arrivo)
    if tappa >= TAPPE.index("bozza"):
        _compila(rendicontazione, numero, officer, intera=arrivo != "bozza")
    if tappa >= TAPPE.index("inviata"):
        _invia(rendicontazione, officer)
    if arrivo == "restituita":
        _restituisci(rendicontazione, staff)
    elif tappa >= TAPPE.index("accettata"):
        rendicontazione_accept(rendicontazione=rendicontazione, revisione=1, by=staff)
    if tappa >= TAPPE.index("contestata"):
        _verifica(rendicontazione, valutatore, contesta=arrivo == "contestata")


def _compila(rendicontazione: Rendicontazione, numero: int, by: User, *, intera: bool) -> None:
    righe = [riga for righe in modulo(rendicontazione).sezioni.values() for riga in righe]
    for posto, riga in enumerate(righe if intera else righe[:2]):
        riga_save(
            rendicontazione=rendicontazione,
            sezione=riga.sezione,
            chiave=riga.chiave,
            campi=dict(_campi(riga, numero + posto)),
            versione=riga.versione,
            by=by,
        )
    for riga in modulo(rendicontazione).sezioni[S.INDICATORI] if intera else ():
        if riga.avvisi:
            riga_save(
                rendicontazione=rendicontazione,
                sezione=riga.sezione,
                chiave=riga.chiave,
                campi={"conferma_avvisi": "Controllato sui registri: il dato è giusto."},
                versione=riga.versione,
                by=by,
            )


def _campi(riga: Riga, numero: int) -> Iterator[tuple[str, str]]:
    if riga.sezione == S.ATTIVITA:
        yield "stato", "in_corso"
    elif riga.sezione == S.SPESE:
        yield "importo_eur", str(1500 * (numero % 4))
    elif riga.sezione == S.TESTI:
        yield "testo", f"Testo inventato per mostrare il portale: {riga.etichetta.lower()}."
    elif isinstance(riga.riferimento, Indicatore):
        yield from _valore(riga.riferimento, numero)


def _valore(indicatore: Indicatore, numero: int) -> Iterator[tuple[str, str]]:
    if numero % 6 == 5 and not indicatore.evidenza_richiesta:
        yield "stato_valore", "non_misurabile"
        yield "motivo", "Il questionario non è ancora stato raccolto."
        return
    if indicatore.evidenza_richiesta:
        yield "stato_valore", "non_ancora"
        return
    yield "stato_valore", "misurato"
    quanto = Decimal(ALTRI[numero % len(ALTRI)])
    if indicatore.tipo == TipoIndicatore.PERCENTUALE:
        yield "numeratore", str(quanto)
        yield "denominatore", "60"
    elif indicatore.tipo == TipoIndicatore.SI_NO:
        yield "valore", "1"
    elif indicatore.tipo == TipoIndicatore.SCALA:
        yield "valore", _a_meta(indicatore)
    else:
        yield "valore", str(quanto)


def _a_meta(indicatore: Indicatore) -> str:
    """A little above the middle of the scale, as a person types it: «5,5»."""
    minimo, massimo = indicatore.minimo or Decimal(0), indicatore.massimo or Decimal(10)
    valore = minimo + (massimo - minimo) * Decimal("0.55")
    return f"{valore.normalize():f}".replace(".", ",")


def _invia(rendicontazione: Rendicontazione, by: User) -> None:
    rendicontazione.refresh_from_db()
    token = modulo_token(rendicontazione, contenuto(rendicontazione))
    rendicontazione_send(rendicontazione=rendicontazione, by=by, modulo_token=token)
    rendicontazione.refresh_from_db()


def _restituisci(rendicontazione: Rendicontazione, by: User) -> None:
    osservazione_add(
        rendicontazione=rendicontazione,
        campo="testi/narrativa/testo",
        testo="Racconta anche chi ha partecipato e come l'avete contato.",
        revisione=1,
        by=by,
    )
    rendicontazione_return(rendicontazione=rendicontazione, revisione=1, by=by)


def _verifica(rendicontazione: Rendicontazione, by: User, *, contesta: bool) -> None:
    misurate = Rilevazione.objects.misurate().filter(rendicontazione=rendicontazione)
    for posto, rilevazione in enumerate(misurate.order_by("pk")):
        contestata = contesta and posto == 0
        verdetto_set(
            rilevazione=rilevazione,
            verifica=Verifica.CONTESTATA if contestata else Verifica.VALIDATA,
            metodo="Riscontro dei registri a campione",
            nota="I registri di marzo riportano tre presenze in meno." if contestata else "",
            versione=rilevazione.versione,
            by=by,
        )
        if contesta:
            return  # the others still wait
