import datetime
import html
import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from comuni.models import Comune
from fis_portal.accounts.models import User
from tests.comuni.factories import ComuneFactory, ProvinciaFactory

pytestmark = pytest.mark.django_db

LISTA = "/admin/comuni/comune/"
IMPORTA = "/admin/comuni/comune/import/"
CONFERMA = "/admin/comuni/comune/process_import/"
ESPORTA = "/admin/comuni/comune/export/"
TESTATA = "codice ISTAT;nome;provincia (sigla);popolazione"


@pytest.fixture
def gestione(client: Client, responsabile: User) -> Client:
    client.force_login(responsabile)
    return client


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def carica(client: Client, contenuto: str | bytes, nome: str = "comuni.csv"):
    dati = contenuto.encode() if isinstance(contenuto, str) else contenuto
    return client.post(IMPORTA, {"file": SimpleUploadedFile(nome, dati)})


def conferma(client: Client, anteprima):
    gettone = re.search(r'name="gettone" value="([^"]+)"', anteprima.content.decode())
    assert gettone, "no token: nothing to confirm"
    return client.post(CONFERMA, {"gettone": gettone.group(1)})


def parole(risposta) -> str:
    """What the page says, without tags and with single spaces."""
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", risposta.content.decode()).split()))


# --- Lists ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("quanti", [1, 10, 100])
def test_the_list_asks_the_same_questions_whatever_its_length(
    gestione, quanti, django_assert_max_num_queries
):
    ComuneFactory.create_batch(quanti)

    with django_assert_max_num_queries(8) as contate:
        assert gestione.get(LISTA).status_code == 200

    assert len(contate) == 7


def test_names_are_found_without_accents_and_codes_by_their_beginning(gestione):
    ComuneFactory(nome="Forlì", codice_istat="040012")
    ComuneFactory(nome="Altro", codice_istat="999999")

    for ricerca in ("forli", "FORLÌ", "0400"):
        pagina = parole(gestione.get(LISTA, {"q": ricerca}))
        assert "Forlì" in pagina
        assert "Altro" not in pagina


@pytest.mark.parametrize(
    "parametri",
    [
        {"q": "\x00"},
        {"p": "abc"},
        {"p": "999999"},
        {"o": "99.-x"},
        {"provincia__id__exact": "abc"},
        {"provincia__regione__id__exact": "'"},
        {"capoluogo__exact": "forse"},
        {"campo_inventato": "1"},
    ],
)
def test_odd_filters_never_break_the_list(gestione, parametri):
    ComuneFactory()

    assert gestione.get(LISTA, parametri).status_code in (200, 302)
    assert gestione.get(ESPORTA, parametri).status_code in (200, 302)


@pytest.mark.parametrize("pk", ["0", "abc", "99999999999999999999999", "-1", "_3Cscript_3E"])
def test_a_comune_that_does_not_exist_sends_back_home(gestione, pk):
    for pagina in ("change", "history", "delete"):
        assert gestione.get(f"{LISTA}{pk}/{pagina}/").status_code == 302


def test_numbers_are_typed_the_italian_way(gestione):
    comune = ComuneFactory()
    url = reverse("admin:comuni_comune_change", args=[comune.pk])
    campi = gestione.get(url).context["adminform"].form.initial
    dati = {nome: "" if valore is None else valore for nome, valore in campi.items()}
    dati |= {"lat": "45,5", "lon": "9,25", "popolazione_al": "01/01/2024", "_continue": "1"}

    risposta = gestione.post(url, dati)

    assert risposta.status_code == 302, risposta.context["errors"]
    comune.refresh_from_db()
    assert (str(comune.lat), str(comune.lon)) == ("45.5000", "9.2500")


# --- Import --------------------------------------------------------------------------------------
def test_the_preview_says_what_is_new_changed_and_left_and_writes_nothing(gestione):
    ProvinciaFactory(sigla="TO")
    ComuneFactory(codice_istat="001001", nome="Aglie", popolazione=2000)
    uguale = ComuneFactory(codice_istat="001002", nome="Airasca", popolazione=3681)
    file = f"""{TESTATA}
001001;Agliè;TO;2.558
001002;Airasca;{uguale.provincia.sigla};3681
001003;Ala di Stura;TO;
"""

    pagina = parole(risposta := carica(gestione, file))

    assert risposta.status_code == 200
    assert "1 da aggiungere 1 da modificare 1 già uguali" in pagina
    assert "nome : Aglie → Agliè" in pagina
    assert "popolazione : 2.000 → 2.558" in pagina
    assert Comune.objects.count() == 2


def test_the_confirmed_import_is_written_and_told_in_the_history_with_its_author(
    gestione, responsabile
):
    provincia = ProvinciaFactory(sigla="TO")
    vecchio = ComuneFactory(codice_istat="001001", nome="Aglie", provincia=provincia)
    prima = vecchio.updated_at
    file = f"{TESTATA}\n001001;Agliè;TO;2558\n001003;Ala di Stura;TO;452\n"

    risposta = conferma(gestione, carica(gestione, file))

    assert risposta.status_code == 302
    vecchio.refresh_from_db()
    assert (vecchio.nome, vecchio.popolazione) == ("Agliè", 2558)
    assert vecchio.updated_at > prima
    assert vecchio.capoluogo  # a column the file does not have stays as it is
    nuovo = Comune.objects.get(codice_istat="001003")
    assert (nuovo.slug, nuovo.provincia) == ("ala-di-stura", provincia)
    for comune, label in ((vecchio, "update"), (nuovo, "insert")):
        evento = comune.events.get(pgh_label=label)
        assert evento.pgh_context.metadata["user"] == responsabile.pk
        assert evento.pgh_context.metadata["url"] == CONFERMA


def test_a_file_can_be_confirmed_once_and_only_by_who_uploaded_it(gestione, superuser):
    ProvinciaFactory(sigla="TO")
    anteprima = carica(gestione, f"{TESTATA}\n001003;Ala di Stura;TO;452\n")
    gettone = re.search(r'name="gettone" value="([^"]+)"', anteprima.content.decode()).group(1)
    altro = Client()
    altro.force_login(superuser)

    assert altro.post(CONFERMA, {"gettone": gettone}).status_code == 400
    assert gestione.post(CONFERMA, {"gettone": gettone[:-3] + "abc"}).status_code == 400
    assert gestione.post(CONFERMA, {"gettone": gettone}).status_code == 302
    assert gestione.post(CONFERMA, {"gettone": gettone}).status_code == 400


def test_nothing_is_confirmed_when_the_data_has_changed_since_the_preview(gestione):
    ProvinciaFactory(sigla="TO")
    anteprima = carica(gestione, f"{TESTATA}\n001003;Ala di Stura;TO;452\n")
    ComuneFactory(nome="Ala", slug="ala-di-stura")

    risposta = conferma(gestione, anteprima)

    assert risposta.status_code == 422
    assert "Riga Perché 2 slug : esiste già" in parole(risposta)
    assert Comune.objects.count() == 1


@pytest.mark.parametrize(
    ("riga", "motivo"),
    [
        ("1003;Ala;TO;1", "codice ISTAT : «1003» ha 4 cifre su 6"),
        (";Ala;TO;1", "codice ISTAT : è vuoto"),
        ("00100x;Ala;TO;1", "codice ISTAT : Il codice ISTAT ha sei cifre"),
        ("001003;;TO;1", "nome : Questo campo non può essere vuoto."),
        ("001003;Ala;XX;1", "provincia (sigla) : «XX» non esiste (Province)"),
        ("001003;Ala;;1", "Indica la Provincia del Comune."),
        ("001003;Ala;TO;molti", "popolazione : «molti» non è un numero"),
        ("001003;Ala;TO;1,5", "popolazione : «1,5» non è un numero intero ammesso"),
        ("001003;Ala;TO;-5", "popolazione : Assicurati che questo valore sia maggiore"),
        (
            "001003;" + "x" * 121 + ";TO;1",
            "nome : Assicurati che questo valore non contenga",
        ),
    ],
)
def test_every_bad_row_is_named_with_its_reason_and_nothing_is_written(gestione, riga, motivo):
    ProvinciaFactory(sigla="TO")
    file = f"{TESTATA}\n001001;Agliè;TO;2558\n{riga}\n"

    risposta = carica(gestione, file)

    assert risposta.status_code == 422
    assert f"Riga Perché 3 {motivo}" in parole(risposta)
    assert "gettone" not in risposta.content.decode()
    assert not Comune.objects.exists()


def test_rows_with_the_same_key_or_a_value_already_taken_are_named(gestione):
    ProvinciaFactory(sigla="TO")
    ComuneFactory(codice_istat="001009", codice_catastale="A999")
    file = """codice ISTAT;nome;provincia (sigla);slug;codice catastale
001001;Agliè;TO;uno;A001
001001;Agliè;TO;due;A002
001002;Airasca;TO;uno;A003
001003;Ala;TO;tre;A999
001004;Albiano;TO;quattro;A001
"""

    pagina = parole(risposta := carica(gestione, file))

    assert risposta.status_code == 422
    assert "3 codice ISTAT : «001001» è già alla riga 2" in pagina
    assert "4 slug : «uno» è già alla riga 2" in pagina
    assert "5 codice catastale : Esiste già un Comune con questo codice catastale." in pagina
    assert "6 codice catastale : «A001» è già alla riga 2" in pagina


def test_constraints_of_the_database_are_reasons_too(gestione):
    ProvinciaFactory(sigla="TO")
    file = """codice ISTAT;nome;provincia (sigla);latitudine;longitudine;valido dal;valido al
001001;Agliè;TO;99;7;;
001002;Airasca;TO;;;01/01/2020;31/12/2019
001003;Ala;TO;45.3;7.3;1/1/2019;
"""

    pagina = parole(risposta := carica(gestione, file))

    assert risposta.status_code == 422
    assert "2 Indica latitudine (35-48) e longitudine (6-19) insieme, oppure nessuna." in pagina
    assert "3 La fine della validità non può precedere l'inizio." in pagina
    assert "2 righe non sono valide" in pagina


@pytest.mark.parametrize(
    ("contenuto", "nome", "status", "motivo"),
    [
        (b"", "vuoto.csv", 400, "vuoto"),
        (b"nome\nTorino\n", "senza_chiave.csv", 400, "Manca la colonna «codice ISTAT»"),
        (b"codice ISTAT;altezza\n1;2\n", "ignota.csv", 400, "Colonne sconosciute: «altezza»"),
        (b"codice ISTAT;nome;Nome\n1;2;3\n", "doppia.csv", 400, "Colonne ripetute"),
        (b"codice ISTAT;nome\n", "solo_testata.csv", 400, "nessuna riga"),
        ("codice ISTAT;nome\n1;Agliè".encode("latin-1"), "latin.csv", 400, "Riga 2:"),
        (b"PK\x03\x04rotto", "rotto.xlsx", 400, "rovinato"),
        (b"%PDF-1.7 non un foglio", "finto.xlsx", 400, "non è una cartella di lavoro"),
        (b"a" * 10_000_001, "enorme.csv", 413, "10 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_the_right_status(
    gestione, contenuto, nome, status, motivo
):
    risposta = carica(gestione, contenuto, nome)

    assert risposta.status_code == status
    assert motivo in parole(risposta)


def test_no_file_at_all_is_a_clear_error(gestione):
    risposta = gestione.post(IMPORTA)

    assert risposta.status_code == 400
    assert "Scegli il file" in parole(risposta)


def test_ten_thousand_rows_are_previewed_and_written_in_few_questions(
    gestione, django_assert_max_num_queries
):
    ProvinciaFactory(sigla="TO")
    righe = "".join(f"{300000 + n};Comune {n};TO;{n}\n" for n in range(10_000))

    anteprima = carica(gestione, f"{TESTATA}\n{righe}")
    assert "10.000 da aggiungere" in parole(anteprima)
    with django_assert_max_num_queries(150):
        assert conferma(gestione, anteprima).status_code == 302

    assert Comune.objects.count() == 10_000
    uguali = parole(carica(gestione, f"{TESTATA}\n{righe}"))
    assert "10.000 già uguali" in uguali
    assert "non c'è nulla da importare" in uguali


def test_ten_thousand_bad_rows_are_all_named(gestione):
    righe = "".join(f"{n};Comune {n};TO;{n}\n" for n in range(10_000))

    risposta = carica(gestione, f"{TESTATA}\n{righe}")

    assert risposta.status_code == 422
    assert risposta.content.decode().count('<th scope="row">') == 10_000


@pytest.mark.parametrize("formato", ["0", "1"])
def test_what_is_exported_comes_back_unchanged(gestione, formato):
    ComuneFactory.create_batch(3, valido_dal=datetime.date(2019, 1, 1), codice_ipa="=c_123")

    file = gestione.post(ESPORTA, {"format": formato, "resource": "0"})
    nome = "comuni.csv" if formato == "0" else "comuni.xlsx"
    pagina = parole(risposta := carica(gestione, file.content, nome))

    assert file.status_code == 200
    assert "attachment; filename=" in file["Content-Disposition"]
    assert risposta.status_code == 200, pagina
    assert "0 da aggiungere 0 da modificare 3 già uguali" in pagina


def test_the_export_follows_search_and_filters_and_quotes_formulas(gestione):
    ComuneFactory(nome="=HYPERLINK(1)", codice_istat="001001")
    ComuneFactory(nome="Altro", codice_istat="001002")

    file = gestione.post(f"{ESPORTA}?q=hyperlink", {"format": "1", "resource": "0"})

    foglio = openpyxl.load_workbook(io.BytesIO(file.content)).active
    assert foglio.max_row == 2
    assert foglio["A2"].value == "001001"
    assert foglio["B2"].value == "'=HYPERLINK(1)"
    assert foglio["A1"].value == "codice ISTAT"


def test_who_only_reads_exports_but_does_not_import(client, lettura):
    client.force_login(lettura)

    assert client.get(ESPORTA).status_code == 200
    assert client.get(IMPORTA).status_code == 403
    assert carica(client, f"{TESTATA}\n001003;Ala;TO;1\n").status_code == 403
    assert client.post(CONFERMA, {"gettone": "x"}).status_code == 403
