"""The catalogue is what dati.gov.it asks for, and would be refused without any of its parts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from fis_portal.core.storage import ArchivedFile
from monitoraggio.aperti.catalogo import catalogo, catalogo_files, forme
from monitoraggio.aperti.pacchetto import Parte
from monitoraggio.aperti.tabelle import TABELLE

FORME = Graph().parse(Path(__file__).with_name("dcat_ap_it.ttl"))
DCATAPIT = Namespace("http://dati.gov.it/onto/dcatapit#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
FILE = ArchivedFile(nome="dati/00/x.csv", sha256="0" * 64, byte=120)
CATALOGO = "https://portale.example/dati/catalogo#"


def _parti() -> list[Parte]:
    file = dict.fromkeys(("csv", "json", "parquet", "xlsx"), FILE)
    scelte = ("progetti", "comuni")
    return [Parte(TABELLE[c], date(2026, 11, 22), "ab" * 32, 3, file) for c in scelte]


@pytest.fixture
def grafo() -> Graph:
    pacchetto = {"fis.sqlite": FILE, "datapackage.json": FILE}
    return catalogo(_parti(), pacchetto, date(2026, 11, 22))


def _conforme(grafo: Graph) -> tuple[bool, str]:
    esito, _rapporto, testo = validate(grafo, shacl_graph=FORME, advanced=False)
    return esito, testo


def test_the_catalogue_conforms(grafo: Graph) -> None:
    esito, testo = _conforme(grafo)

    assert esito, testo
    assert len(set(grafo.subjects(RDF.type, DCAT.Dataset))) == 3
    assert len(set(grafo.subjects(RDF.type, DCAT.Distribution))) == 10


MANCANZE = {
    "catalogo": (
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.publisher,
        DCTERMS.modified,
        DCAT.dataset,
    ),
    "progetti": (
        DCTERMS.identifier,
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.modified,
        DCAT.theme,
        DCTERMS.rightsHolder,
        DCTERMS.accrualPeriodicity,
        DCAT.distribution,
        DCAT.contactPoint,
    ),
    "progetti.csv": (DCTERMS["format"], DCAT.accessURL, DCTERMS.license, DCAT.byteSize),
    "titolare": (DCTERMS.identifier, FOAF.name),
    "contatto": (VCARD.fn, VCARD.hasEmail),
}  # fmt: skip
CASI = [(nodo, campo) for nodo, campi in MANCANZE.items() for campo in campi]


@pytest.mark.parametrize(
    ("nodo", "campo"), CASI, ids=[f"{n}-{c.rpartition('/')[2]}" for n, c in CASI]
)
def test_without_a_mandatory_field_it_does_not(grafo: Graph, nodo: str, campo: URIRef) -> None:
    soggetto = URIRef(CATALOGO + nodo)
    assert (soggetto, campo, None) in grafo

    grafo.remove((soggetto, campo, None))

    assert not _conforme(grafo)[0]


def _stesso_contatto(grafo: Graph) -> None:
    titolare = URIRef(f"{CATALOGO}titolare")
    grafo.set((URIRef(f"{CATALOGO}progetti"), DCAT.contactPoint, titolare))
    for tipo in (DCATAPIT.Organization, VCARD.Organization):
        grafo.add((titolare, RDF.type, tipo))
    grafo.add((titolare, VCARD.fn, Literal("Ente")))
    grafo.add((titolare, VCARD.hasEmail, URIRef("mailto:ente@example.org")))


def _sbaglia(nodo: str, campo: URIRef, valore: Literal | URIRef) -> Callable[[Graph], None]:
    return lambda grafo: grafo.set((URIRef(CATALOGO + nodo), campo, valore)) and None


SBAGLI = {
    "the contact is the rights holder": _stesso_contatto,
    "a theme is a word": _sbaglia("progetti", DCAT.theme, Literal("SOCI")),
    "a theme is not of the list": _sbaglia(
        "progetti",
        DCAT.theme,
        URIRef("http://publications.europa.eu/resource/authority/data-theme/X"),
    ),
    "a frequency is a word": _sbaglia("progetti", DCTERMS.accrualPeriodicity, Literal("mensile")),
    "a format is a word": _sbaglia("progetti.csv", DCTERMS["format"], Literal("CSV")),
    "the identifier has no body": _sbaglia("progetti", DCTERMS.identifier, Literal("progetti")),
    "the description has tags": _sbaglia("progetti", DCTERMS.description, Literal("<b>Sì</b>")),
    "the date is not one": _sbaglia("progetti", DCTERMS.modified, Literal("ieri")),
    "the rights holder is a name": _sbaglia("progetti", DCTERMS.rightsHolder, Literal("Ente")),
    "the licence says nothing": lambda grafo: grafo.remove((None, DCTERMS.type, None)) and None,
    "a class is written once": lambda grafo: (
        grafo.remove((URIRef(f"{CATALOGO}progetti"), RDF.type, DCATAPIT.Dataset)) and None
    ),
}  # fmt: skip


@pytest.mark.parametrize("sbaglio", SBAGLI)
def test_the_usual_mistakes_are_found(grafo: Graph, sbaglio: str) -> None:
    SBAGLI[sbaglio](grafo)

    assert not _conforme(grafo)[0]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib to itself
def test_the_three_forms_say_the_same_and_are_always_the_same_bytes() -> None:
    pacchetto = {"fis.sqlite": FILE}
    file = catalogo_files(_parti(), pacchetto, date(2026, 11, 22))

    rovesciato = catalogo([], {}, date(2026, 11, 22))
    rovesciato.remove((None, None, None))
    for tripla in sorted(catalogo(_parti(), pacchetto, date(2026, 11, 22)), reverse=True):
        rovesciato.add(tripla)
    assert forme(rovesciato) == file
    turtle = Graph().parse(file["catalogo.ttl"], format="turtle")
    assert isomorphic(turtle, Graph().parse(file["catalogo.rdf"], format="xml"))
    assert isomorphic(turtle, Graph().parse(file["catalogo.jsonld"], format="json-ld"))


def test_a_table_too_long_for_a_sheet_has_no_sheet_in_the_catalogue() -> None:
    (parte, _altra) = _parti()
    senza = replace(parte, file={"csv": FILE})

    grafo = catalogo([senza], {}, date(2026, 11, 22))

    assert URIRef(f"{CATALOGO}progetti.xlsx") not in set(grafo.subjects())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chiesto", "dato"),
    [
        ("text/turtle", "ttl"),
        ("application/rdf+xml", "rdf"),
        ("application/ld+json", "jsonld"),
        ("text/html,*/*;q=0.8", "ttl"),
        ("image/png", "ttl"),
    ],
)
def test_the_catalogue_comes_in_the_form_one_asks_for(
    client: Client, chiesto: str, dato: str
) -> None:
    risposta = client.get("/dati/catalogo", headers={"accept": chiesto})

    assert (risposta.status_code, risposta["Location"]) == (303, f"/dati/catalogo.{dato}")
    assert "Accept" in risposta["Vary"]
