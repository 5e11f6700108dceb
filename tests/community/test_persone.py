"""The life of a person's data: merged with undo, given to her, erased everywhere, counted still."""

import datetime
import io
import json
import zipfile

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from psycopg2 import sql

from community.enums import AzionePersona, StatoIscrizione, TipoRichiesta
from community.models import AccessoPersona, Iscrizione, Partecipazione, Persona
from community.selectors.persone import persone_doppie, persone_simili
from community.services.cancellazione import persona_anonymise, persone_anonymise_due
from community.services.conservazione import conservazione_extend, conservazione_set_missing
from community.services.persone import persona_merge, persona_unmerge
from community.services.richieste import persona_export, richiesta_fulfil, richiesta_record
from community.tasks import persone_anonimizza
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from fis_portal.core.posta import messaggio_queue
from tests.accounts.factories import UserFactory
from tests.community.factories import EventoFactory, PartecipazioneFactory, PersonaFactory
from tests.community.factories_comunita import IscrizioneFactory, RichiestaInteressatoFactory

pytestmark = pytest.mark.django_db
OGGI = datetime.date(2026, 6, 1)
IERI = OGGI - datetime.timedelta(days=1)


@pytest.fixture
def by() -> User:
    return UserFactory(staff=True)


def _persone_contate() -> int:
    return Partecipazione.objects.con_chi().values("chi").distinct().count()


# --- Merging --------------------------------------------------------------------------------------
def test_merged_rows_count_once_and_nothing_moves(by: User) -> None:
    una, altra = PartecipazioneFactory().persona, PartecipazioneFactory().persona

    persona_merge(tenuta=una, doppia=altra, by=by)

    assert _persone_contate() == 1
    assert Partecipazione.objects.filter(persona=altra).count() == 1
    assert AccessoPersona.objects.get(azione=AzionePersona.UNIONE).persona == altra


def test_undo_gives_the_count_back(by: User) -> None:
    una, altra = PartecipazioneFactory().persona, PartecipazioneFactory().persona
    persona_merge(tenuta=una, doppia=altra, by=by)

    persona_unmerge(persona=altra, by=by)

    assert _persone_contate() == 2
    assert not Persona.objects.filter(fusa_in__isnull=False).exists()


def test_a_chain_is_flattened_and_undone_link_by_link(by: User) -> None:
    prima, seconda, terza = PersonaFactory.create_batch(3)
    persona_merge(tenuta=seconda, doppia=prima, by=by)

    persona_merge(tenuta=terza, doppia=prima, by=by)

    assert set(Persona.objects.filter(fusa_in=terza)) == {prima, seconda}
    persona_unmerge(persona=seconda, by=by)
    prima.refresh_from_db()
    assert prima.fusa_in == seconda
    assert not Persona.objects.filter(fusa_in=terza).exists()


@pytest.mark.parametrize("caso", ["la stessa", "già unite", "anonima", "dimostrativa"])
def test_what_cannot_be_one_person_is_not_merged(by: User, caso: str) -> None:
    una = PersonaFactory()
    altra = una if caso == "la stessa" else PersonaFactory(is_demo=caso == "dimostrativa")
    if caso == "già unite":
        persona_merge(tenuta=una, doppia=altra, by=by)
    if caso == "anonima":
        persona_anonymise(persona=altra, motivo="prova", by=by)

    with pytest.raises(DomainError):
        persona_merge(tenuta=altra, doppia=una, by=by)


def test_who_was_never_merged_cannot_be_separated(by: User) -> None:
    with pytest.raises(DomainError) as errore:
        persona_unmerge(persona=PersonaFactory(), by=by)

    assert errore.value.code == "persona_non_unita"


def test_likely_doubles_have_the_same_name_in_any_order_and_accent() -> None:
    una = PersonaFactory(nome="Niccolò", cognome="D'Aiuto")
    altra = PersonaFactory(nome="D AIUTO", cognome="Niccolo")
    PersonaFactory(nome="Niccolò", cognome="Altri")
    PersonaFactory(nome="Niccolò", cognome="D'Aiuto", is_demo=True)
    PersonaFactory(nome="Niccolò", cognome="D'Aiuto", fusa_in=una)

    assert [{p.pk for p in doppione.schede} for doppione in persone_doppie()] == [
        {una.pk, altra.pk}
    ]
    assert persone_simili(una) == [altra]


# --- Erasing --------------------------------------------------------------------------------------
def _tracce(parola: str) -> list[str]:
    """Every table and column of text of the database where a word is found."""
    with connection.cursor() as cursore:
        cursore.execute(
            """SELECT table_name, column_name FROM information_schema.columns
               JOIN information_schema.tables USING (table_schema, table_name)
               WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
                 AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY',
                                   'USER-DEFINED')"""
        )
        trovate = []
        for tabella, colonna in cursore.fetchall():
            cursore.execute(
                sql.SQL("SELECT count(*) FROM {} WHERE {}::text ILIKE %s").format(
                    sql.Identifier(tabella), sql.Identifier(colonna)
                ),
                [f"%{parola}%"],
            )
            if cursore.fetchone()[0]:
                trovate.append(f"{tabella}.{colonna}")
    return trovate


@pytest.fixture
def nota() -> Persona:
    """Somebody whose name went everywhere a name can go."""
    persona = PersonaFactory(
        nome="Zenobia", cognome="Quarantotti", email="zenobia@quarantotti.example"
    )
    persona.nome = "Zenobia Maria"
    persona.save()
    IscrizioneFactory(persona=persona, ente="Studio Quarantotti")
    PartecipazioneFactory(persona=persona, ente="Studio Quarantotti")
    RichiestaInteressatoFactory(persona=persona, nota="Ha scritto la sig.ra Quarantotti")
    messaggio_queue(
        tipo="evento_iscrizione",
        chiave=f"iscrizione:1:{persona.email}",
        a=persona.email.upper(),
        oggetto="Iscrizione",
        testo="Gentile Zenobia Quarantotti",
    )
    LogEntry.objects.create(
        user=UserFactory(staff=True),
        content_type=ContentType.objects.get_for_model(Persona),
        object_id=str(persona.pk),
        object_repr=str(persona),
        action_flag=CHANGE,
        change_message=json.dumps([{"added": {"object": str(persona)}}]),
    )
    return persona


def test_after_erasure_no_table_holds_the_name_or_the_address(nota: Persona, by: User) -> None:
    assert {"community_persona.cognome", "core_messaggio.a"} <= set(_tracce("quarantotti"))

    persona_anonymise(persona=nota, motivo="lo ha chiesto a voce", by=by)

    assert [_tracce("quarantotti"), _tracce("zenobia")] == [[], []]


def test_erasure_leaves_the_counts_and_kills_the_links(nota: Persona, by: User) -> None:
    codice = Iscrizione.objects.get().codice

    persona_anonymise(persona=nota, motivo="prova", by=by)

    nota.refresh_from_db()
    assert str(nota) == f"Persona anonima {nota.pk}"
    assert (Iscrizione.objects.count(), _persone_contate()) == (1, 1)
    assert not Iscrizione.objects.filter(codice=codice).exists()
    accesso = AccessoPersona.objects.get(azione=AzionePersona.CANCELLAZIONE)
    assert (accesso.by, accesso.persona, accesso.nota) == (by, nota, "prova")


def test_erasure_takes_the_merged_rows_along_and_is_done_once(by: User) -> None:
    una, altra = PersonaFactory(), PersonaFactory(user=UserFactory())
    persona_merge(tenuta=una, doppia=altra, by=by)

    persona_anonymise(persona=altra, motivo="prova", by=by)
    persona_anonymise(persona=una, motivo="prova", by=by)

    assert set(Persona.objects.values_list("email", "user")) == {("", None)}
    assert not Persona.pgh_event_model.objects.filter(user__isnull=False).exists()
    assert AccessoPersona.objects.filter(azione=AzionePersona.CANCELLAZIONE).count() == 2
    with pytest.raises(DomainError):
        persona_unmerge(persona=altra, by=by)


@pytest.mark.parametrize("motivo", ["", "  ", "lo chiede ROSSI-bianchi", "scrive da A@B.example"])
def test_the_reason_is_written_and_tells_no_name(by: User, motivo: str) -> None:
    persona = PersonaFactory(cognome="Rossi-Bianchi", email="a@b.example")

    with pytest.raises(DomainError):
        persona_anonymise(persona=persona, motivo=motivo, by=by)


def test_of_who_has_an_account_only_the_mail_of_the_meetings_goes(by: User) -> None:
    persona = PersonaFactory(
        email="anna@comune.example", user=UserFactory(email="anna@comune.example")
    )
    for tipo in ("evento_promemoria", "rendicontazione_promemoria"):
        messaggio_queue(tipo=tipo, chiave=tipo, a=persona.email, oggetto="o", testo="t")

    persona_anonymise(persona=persona, motivo="prova", by=by)

    assert [m.tipo for m in Messaggio.objects.all()] == ["rendicontazione_promemoria"]


# --- Retention ------------------------------------------------------------------------------------
def test_only_those_whose_time_is_over_are_erased() -> None:
    scaduta = PersonaFactory(conservare_fino_al=IERI)
    PersonaFactory(conservare_fino_al=OGGI)
    iscritta = PersonaFactory(conservare_fino_al=IERI)
    IscrizioneFactory(persona=iscritta)
    rinuncia = PersonaFactory(conservare_fino_al=IERI)
    IscrizioneFactory(persona=rinuncia, stato=StatoIscrizione.ANNULLATA)
    tenuta = PersonaFactory(conservare_fino_al=IERI)
    PersonaFactory(conservare_fino_al=OGGI, fusa_in=tenuta)

    quante = [persone_anonymise_due(OGGI), persone_anonymise_due(OGGI)]

    assert quante == [2, 0]
    anonime = Persona.objects.filter(anonimizzata_il__isnull=False)
    assert set(anonime) == {scaduta, rinuncia}


def test_the_nightly_job_keeps_the_counts(settings) -> None:
    settings.PERSONE_CONSERVAZIONE_GIORNI = 30
    vecchia = PartecipazioneFactory().persona
    Persona.objects.update(created_at=timezone.now() - datetime.timedelta(days=400))
    recente = PartecipazioneFactory().persona
    prima = _persone_contate()

    persone_anonimizza()
    persone_anonimizza()

    vecchia.refresh_from_db()
    recente.refresh_from_db()
    assert (bool(vecchia.anonimizzata_il), bool(recente.anonimizzata_il)) == (True, False)
    assert _persone_contate() == prima == 2


def test_who_comes_again_is_kept_longer_never_shorter(settings) -> None:
    settings.PERSONE_CONSERVAZIONE_GIORNI = 10
    persona = PersonaFactory()
    for giorno in (5, 1):
        evento = EventoFactory(data_inizio=datetime.date(2026, 1, giorno))
        persona = conservazione_extend(persona=persona, evento=evento)

    assert persona.conservare_fino_al == datetime.date(2026, 1, 15)
    assert conservazione_set_missing() == 0


# --- What a person asks ---------------------------------------------------------------------------
def test_the_copy_holds_all_her_rows_and_is_logged(nota: Persona, by: User) -> None:
    altra = PersonaFactory(email="altra@example.org")
    PartecipazioneFactory(persona=altra)
    PartecipazioneFactory()
    persona_merge(tenuta=nota, doppia=altra, by=by)

    copia = persona_export(persona=altra, by=by)

    with zipfile.ZipFile(io.BytesIO(copia)) as archivio:
        assert sorted(archivio.namelist()) == ["dati.json", "dati.xlsx"]
        dati = json.loads(archivio.read("dati.json"))
    assert [s["e-mail"] for s in dati["schede"]] == [nota.email, altra.email]
    assert {nome: len(righe) for nome, righe in dati.items()} == {
        "schede": 2, "iscrizioni": 1, "presenze": 2, "richieste": 1, "messaggi": 1, "accessi": 1,
    }  # fmt: skip
    assert AccessoPersona.objects.filter(azione=AzionePersona.ESPORTAZIONE, by=by).count() == 1


def test_a_request_of_erasure_is_carried_out_once(nota: Persona, by: User) -> None:
    richiesta = richiesta_record(
        persona=nota, tipo=TipoRichiesta.CANCELLAZIONE, ricevuta_il=IERI, by=by
    )

    assert richiesta_fulfil(richiesta=richiesta, by=by) is None

    richiesta.refresh_from_db()
    assert (richiesta.evasa_da, richiesta.persona.nome) == (by, "")
    with pytest.raises(DomainError):
        richiesta_fulfil(richiesta=richiesta, by=by)


def test_a_request_of_a_copy_gives_it(by: User) -> None:
    richiesta = RichiestaInteressatoFactory()

    copia = richiesta_fulfil(richiesta=richiesta, by=by)

    assert copia is not None
    assert zipfile.is_zipfile(io.BytesIO(copia))


def test_a_request_cannot_come_from_the_future_nor_from_who_is_no_longer_known(by: User) -> None:
    domani = timezone.localdate() + datetime.timedelta(days=1)
    anonima = persona_anonymise(persona=PersonaFactory(), motivo="prova", by=by)

    for persona, giorno in ((PersonaFactory(), domani), (anonima, IERI)):
        with pytest.raises(DomainError):
            richiesta_record(persona=persona, tipo=TipoRichiesta.ACCESSO, ricevuta_il=giorno, by=by)
