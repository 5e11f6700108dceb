"""The demonstrative community: loaded once, without mail, and gone as a whole."""

import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Model
from django.utils import timezone

from community import models
from community.enums import StatoAzione, StatoIscrizione, Visibilita
from community.selectors.iscrizioni import iscrizioni_aperte
from community.services.accessi import accesso_record
from comuni.models import Comune
from fis_portal.accounts.models import User
from fis_portal.core.models import Messaggio
from fis_portal.seed.loaders.comunita import comunita_load
from fis_portal.seed.loaders.comunita_dimostrativa import comunita_demo_load
from fis_portal.seed.loaders.dimostrativi import dimostrativi_load, dimostrativi_remove
from fis_portal.seed.loaders.programma import programma_load
from fis_portal.seed.loaders.quadri import modelli_load
from monitoraggio.registro import Ambito, figura
from outcomes.models import OrigineLezione, Rendicontazione
from progetti.models import Partenariato, Progetto
from tests.community.factories import PersonaFactory
from tests.community.factories_comunita import (
    AccessoPersonaFactory,
    AdozioneFactory,
    AzioneIncontroFactory,
    CambiamentoIstituzionaleFactory,
    CommentoLezioneFactory,
    IscrizioneFactory,
    LezioneFactory,
    MaterialeEventoFactory,
    MossaPresenzaFactory,
    PraticaFactory,
    RichiestaInteressatoFactory,
    RiflessioneFactory,
    SegnoLezioneFactory,
    VerbaleIncontroFactory,
)
from tests.test_seed import territorio_del_programma

pytestmark = pytest.mark.django_db
LABORATORIO = "esempio-laboratorio-raccontare-i-risultati"
RIGHE: tuple[type[Model], ...] = (
    models.AccessoPersona,
    models.Adozione,
    models.AzioneIncontro,
    models.CambiamentoIstituzionale,
    models.CommentoLezione,
    models.DecisioneIncontro,
    models.Evento,
    models.Iscrizione,
    models.Lezione,
    models.MaterialeEvento,
    models.MossaPresenza,
    models.Partecipazione,
    models.Persona,
    models.Pratica,
    models.RichiestaInteressato,
    models.Riflessione,
    models.SegnoLezione,
    models.SeguitoAzione,
    models.SessioneEvento,
    models.VerbaleIncontro,
    Comune,
    OrigineLezione,
    Progetto,
    Rendicontazione,
    User,
)


@pytest.fixture(autouse=True)
def _programma(tmp_path: Path) -> None:
    territorio_del_programma(tmp_path)
    programma_load()
    comunita_load()
    modelli_load()
    call_command("sync_roles", verbosity=0)


def _quante() -> dict[str, int]:
    return {modello.__name__: modello._default_manager.count() for modello in RIGHE}


def test_the_community_is_loaded_once_and_invented_data_write_to_nobody() -> None:
    dimostrativi_load()
    prima = _quante()
    giorno = models.Evento.objects.get(slug=LABORATORIO).data_inizio

    aggiunte = comunita_demo_load()
    dimostrativi_load()

    assert not any(aggiunte.values())
    assert _quante() == prima
    assert giorno == timezone.localdate() + datetime.timedelta(days=30)
    assert not Messaggio.objects.exists()


def test_a_meeting_moved_by_the_staff_is_not_moved_back() -> None:
    dimostrativi_load()
    altro = timezone.localdate() + datetime.timedelta(days=3)
    models.Evento.objects.filter(slug=LABORATORIO).update(data_inizio=altro)

    dimostrativi_load()

    assert models.Evento.objects.get(slug=LABORATORIO).data_inizio == altro


def test_one_may_register_for_the_open_laboratory_and_the_diary_goes_on() -> None:
    dimostrativi_load()

    laboratorio = models.Evento.objects.get(slug=LABORATORIO)
    assert iscrizioni_aperte(laboratorio, timezone.now())
    assert (laboratorio.capienza, laboratorio.sessioni.count()) == (20, 2)
    assert laboratorio.iscritti.filter(stato=StatoIscrizione.ISCRITTA).count() == 8
    primo, secondo = models.Evento.objects.filter(is_riservato=True).order_by("data_inizio")
    verbale = primo.verbali.get()
    assert verbale.condiviso_il
    assert verbale.decisioni.count() == 2
    fatta, aperta = verbale.azioni.all()
    assert fatta.chiusa_il == secondo.data_inizio
    assert aperta.stato == StatoAzione.APERTA
    arrivi = primo.partecipazioni.values_list("arrivo", flat=True)
    assert [timezone.localdate(arrivo) for arrivo in arrivi] == [primo.data_inizio] * 8
    persone = models.Persona.objects.filter(email__endswith="@example.org")
    assert persone.count() == 8
    assert all(persona.is_demo for persona in persone)


def test_what_the_invented_team_tells_is_marked_and_agreed_by_its_responsabile() -> None:
    dimostrativi_load()

    lezioni = models.Lezione.objects.filter(is_demo=True)
    assert set(lezioni.values_list("visibilita", flat=True)) == set(Visibilita.values)
    pubblica = lezioni.get(visibilita=Visibilita.PUBBLICA)
    assert pubblica.consenso_di
    assert pubblica.consenso_di.is_demo
    assert (pubblica.commenti.count(), pubblica.segni.count()) == (1, 1)
    assert pubblica.leve.count() == 2
    riflessioni = models.Riflessione.objects.all()
    assert riflessioni.count() == 4
    assert riflessioni.filter(visibilita=Visibilita.PUBBLICA).count() == 1
    assert all(riflessione.is_demo for riflessione in riflessioni)
    assert models.CambiamentoIstituzionale.objects.get().is_demo
    partner = Partenariato.objects.filter(progetto__is_demo=True)
    assert not partner.filter(dal__isnull=True).exists()


def test_invented_meetings_and_people_stay_out_of_the_figures() -> None:
    oggi = Ambito(timezone.localdate())
    prima = [figura(nome, oggi).voci for nome in ("incontri", "persone")]

    dimostrativi_load()

    assert [figura(nome, oggi).voci for nome in ("incontri", "persone")] == prima


def test_removing_takes_away_everything_also_what_people_added_by_hand() -> None:
    reali = _quante()
    dimostrativi_load()
    _aggiungi_a_mano()

    dimostrativi_remove()

    rimaste = _quante()
    # Those who wrote and came are real: they stay, and nothing of theirs that was invented.
    for quante in (rimaste, reali):
        del quante["User"]
    assert rimaste.pop("Persona") == reali.pop("Persona") + 1
    assert rimaste == reali
    assert not User.objects.filter(is_demo=True, is_active=True).exists()
    assert not models.SerieEventi.objects.exists()


def _aggiungi_a_mano() -> None:
    """What visitors of the demonstration leave behind, row by row."""
    progetto = Progetto.objects.get(titolo="Case di vicinato", is_demo=True)
    laboratorio = models.Evento.objects.get(slug=LABORATORIO)
    riservato = models.Evento.objects.filter(is_riservato=True).latest("data_inizio")
    visitatrice, persona = PersonaFactory(), models.Persona.objects.filter(is_demo=True)[0]
    IscrizioneFactory(evento=laboratorio, persona=visitatrice, comune=progetto.comune)
    MossaPresenzaFactory(evento=laboratorio, persona=visitatrice)
    AccessoPersonaFactory(evento=laboratorio, persona=visitatrice)
    AccessoPersonaFactory(evento=None, persona=persona)
    accesso_record(azione="elenco", by=None, evento=laboratorio, quante=3)
    RichiestaInteressatoFactory(persona=persona)
    MaterialeEventoFactory(evento=laboratorio)
    riservato.serie = models.SerieEventi.objects.create(
        titolo="Serie", frequenza="mensile", dal=datetime.date(2026, 1, 1), al=riservato.data_inizio
    )
    riservato.save()
    altro = Progetto.objects.filter(is_demo=True).exclude(pk=progetto.pk)[0]
    riservato.progetti.add(altro)
    AzioneIncontroFactory(verbale=VerbaleIncontroFactory(evento=riservato, progetto=altro))
    lezione = LezioneFactory(progetto=altro, evento=laboratorio)
    CommentoLezioneFactory(lezione=lezione)
    SegnoLezioneFactory(lezione=lezione, comune=progetto.comune)
    OrigineLezione.objects.create(
        lezione=lezione, rendicontazione=Rendicontazione.objects.filter(progetto__is_demo=True)[0]
    )
    RiflessioneFactory(progetto=altro, domanda=models.DomandaGuida.objects.all()[0])
    CambiamentoIstituzionaleFactory(comune=altro.comune, progetto=altro)
    pratica = PraticaFactory(comune=altro.comune, progetto=altro)
    AdozioneFactory(pratica=pratica, comune=progetto.comune)
