"""The catalogue for dati.gov.it: DCAT-AP_IT in Turtle, RDF/XML and JSON-LD (DOMAIN.md B6).

Each class is written twice, as DCAT-AP_IT and as DCAT; themes, frequencies, formats and agents are
URIs; the rights holder is an agent and never the contact point. The same data give the same bytes.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from monitoraggio.aperti.attribuzioni import LICENZA_NOME, LICENZA_TIPO, LICENZA_URI
from monitoraggio.aperti.pacchetto import NOME, Parte, descrizione, titolo

if TYPE_CHECKING:
    from rdflib import Graph, URIRef

    from fis_portal.core.storage import ArchivedFile

DCATAPIT = "http://dati.gov.it/onto/dcatapit#"
VCARD = "http://www.w3.org/2006/vcard/ns#"
AUTORITA = "http://publications.europa.eu/resource/authority/"
TEMI = f"{AUTORITA}data-theme"
FORMATI = {
    "csv": "CSV",
    "json": "JSON",
    "parquet": "PARQUET",
    "xlsx": "XLSX",
    "sqlite": "OCTET",  # the European list has no SQLite
}


def catalogo_files(
    parti: Sequence[Parte], pacchetto: "dict[str, ArchivedFile]", modificato: date
) -> dict[str, bytes]:
    """catalogo.ttl, .rdf and .jsonld. `pacchetto`: the files of all tables together."""
    return forme(catalogo(parti, pacchetto, modificato))


def forme(grafo: "Graph") -> dict[str, bytes]:
    """The three files. The same statements, in whatever order, are the same bytes."""
    return {
        "catalogo.ttl": bytes(grafo.serialize(format="turtle", encoding="utf-8")),
        "catalogo.rdf": _rdf_xml(grafo),
        "catalogo.jsonld": _json_ld(grafo),
    }


def catalogo_impronta(parti: Sequence[Parte], modificato: date) -> bytes:
    """What the catalogue says, whatever the form: cheaper than writing it."""
    dette = sorted(" ".join(t.n3() for t in tripla) for tripla in catalogo(parti, {}, modificato))
    return hashlib.sha256("\n".join(dette).encode()).digest()


def _rdf_xml(grafo: "Graph") -> bytes:
    """One description for each thing: rdflib writes them in an order that changes by itself."""
    from rdflib import RDF

    spazi = {**_prefissi(), "rdf": RDF}
    righe = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<rdf:RDF " + " ".join(f'xmlns:{p}="{s}"' for p, s in sorted(spazi.items())) + ">",
    ]
    for soggetto in sorted(set(grafo.subjects()), key=str):
        righe.append(f"<rdf:Description rdf:about={quoteattr(str(soggetto))}>")
        dette = sorted(grafo.predicate_objects(soggetto), key=lambda detta: tuple(map(str, detta)))
        righe += [_detta(grafo, predicato, oggetto) for predicato, oggetto in dette]
        righe.append("</rdf:Description>")
    return "\n".join([*righe, "</rdf:RDF>", ""]).encode()


def _detta(grafo: "Graph", predicato: Any, oggetto: Any) -> str:
    from rdflib import URIRef

    nome = grafo.qname(predicato)
    if isinstance(oggetto, URIRef):
        return f"<{nome} rdf:resource={quoteattr(str(oggetto))}/>"
    come = f" xml:lang={quoteattr(oggetto.language)}" if oggetto.language else ""
    if oggetto.datatype:
        come = f" rdf:datatype={quoteattr(str(oggetto.datatype))}"
    return f"<{nome}{come}>{escape(str(oggetto))}</{nome}>"


def _json_ld(grafo: "Graph") -> bytes:
    nodi = json.loads(grafo.serialize(format="json-ld", auto_compact=True))
    nodi["@graph"] = sorted(map(_ordinato, nodi["@graph"]), key=lambda nodo: nodo["@id"])
    return json.dumps(nodi, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _ordinato(nodo: dict[str, Any]) -> dict[str, Any]:
    return {
        nome: sorted(valore, key=str) if isinstance(valore, list) else valore
        for nome, valore in nodo.items()
    }


def catalogo(
    parti: Sequence[Parte], pacchetto: "dict[str, ArchivedFile]", modificato: date
) -> "Graph":
    """The graph. No blank nodes: each thing has an address of this portal."""
    from rdflib import DCAT, DCTERMS, FOAF, Graph

    grafo = Graph()
    for prefisso, spazio in _prefissi().items():
        grafo.bind(prefisso, spazio)
    radice = _uri("catalogo")
    _tipi(grafo, radice, "Catalog", DCAT.Catalog)
    _testi(grafo, radice, titolo(), descrizione())
    _aggiungi(
        grafo,
        radice,
        (DCTERMS.publisher, _uri("titolare")),
        (DCTERMS.modified, _giorno(modificato)),
        (DCTERMS.language, _autorita("language", "ITA")),
        (DCAT.themeTaxonomy, _ref(TEMI)),
        (FOAF.homepage, _ref(_pagina("sito:dati"))),
        *((DCAT.dataset, _uri(parte.tabella.codice)) for parte in parti),
        (DCAT.dataset, _uri("tutto")),
    )
    _responsabili(grafo)
    _licenza(grafo)
    for numero, parte in enumerate(parti, 1):
        _dataset(grafo, parte, numero)
    _tutto(grafo, pacchetto, modificato)
    return grafo


def _dataset(grafo: "Graph", parte: Parte, numero: int) -> None:
    from rdflib import DCAT

    tabella = parte.tabella
    nodo = _uri(tabella.codice)
    _testi(grafo, nodo, str(tabella.titolo), str(tabella.descrizione))
    _comuni_ai_dataset(grafo, nodo, tabella.codice, parte.data, tabella.frequenza, tabella.temi)
    _aggiungi(grafo, nodo, (DCAT.landingPage, _ref(_pagina("aperti:tabella", tabella.codice))))
    for estensione, file in parte.file.items():
        nome = f"{tabella.codice}.{estensione}"
        _distribuzione(grafo, nodo, nome, file.byte, parte.data)


def _tutto(grafo: "Graph", pacchetto: "dict[str, ArchivedFile]", modificato: date) -> None:
    """All the tables together: one SQLite file, and the Frictionless data package."""
    from rdflib import DCAT

    nodo = _uri("tutto")
    _testi(grafo, nodo, _("%(titolo)s: tutto insieme") % {"titolo": titolo()}, descrizione())
    _comuni_ai_dataset(grafo, nodo, NOME, modificato, "IRREG", ("SOCI", "GOVE"))
    _aggiungi(grafo, nodo, (DCAT.landingPage, _ref(_pagina("sito:dati"))))
    for nome, file in pacchetto.items():
        _distribuzione(grafo, nodo, nome, file.byte, modificato)


def _comuni_ai_dataset(
    grafo: "Graph", nodo: "URIRef", codice: str, data: date, frequenza: str, temi: Iterable[str]
) -> None:
    from rdflib import DCAT, DCTERMS, Literal

    _tipi(grafo, nodo, "Dataset", DCAT.Dataset)
    _aggiungi(
        grafo,
        nodo,
        (DCTERMS.identifier, Literal(f"{settings.ENTE_TITOLARE_IPA}:{NOME}.{codice}")),
        (DCTERMS.modified, _giorno(data)),
        (DCTERMS.rightsHolder, _uri("titolare")),
        (DCTERMS.publisher, _uri("titolare")),
        (DCTERMS.creator, _uri("attuatore")),
        (DCTERMS.accrualPeriodicity, _autorita("frequency", frequenza)),
        (DCTERMS.language, _autorita("language", "ITA")),
        (DCTERMS.spatial, _autorita("country", "ITA")),
        (DCAT.contactPoint, _uri("contatto")),
        *((DCAT.theme, _ref(f"{TEMI}/{tema}")) for tema in temi),
    )


def _distribuzione(grafo: "Graph", dataset: "URIRef", nome: str, byte: int, data: date) -> None:
    from rdflib import DCAT, DCTERMS, XSD, Literal

    indirizzo = f"{settings.SITE_URL}{reverse('aperti:file', args=[nome])}"
    nodo = _uri(nome)
    formato = FORMATI[nome.rpartition(".")[2]]
    _tipi(grafo, nodo, "Distribution", DCAT.Distribution)
    _testi(grafo, nodo, nome, _("%(nome)s, com'è oggi.") % {"nome": nome})
    _aggiungi(grafo, dataset, (DCAT.distribution, nodo))
    _aggiungi(
        grafo,
        nodo,
        (DCTERMS.format, _autorita("file-type", formato)),
        (DCTERMS.license, _ref(LICENZA_URI)),
        (DCTERMS.modified, _giorno(data)),
        (DCAT.accessURL, _ref(indirizzo)),
        (DCAT.downloadURL, _ref(indirizzo)),
        (DCAT.byteSize, Literal(f"{byte}.0", datatype=XSD.decimal)),
    )


def _responsabili(grafo: "Graph") -> None:
    from rdflib import DCTERMS, FOAF, Literal

    enti = (
        ("titolare", settings.ENTE_TITOLARE, settings.ENTE_TITOLARE_IPA),
        ("attuatore", settings.ENTE_ATTUATORE, settings.ENTE_ATTUATORE_IPA),
    )
    for chi, nome, codice in enti:
        _tipi(grafo, _uri(chi), "Agent", FOAF.Agent)
        _aggiungi(
            grafo,
            _uri(chi),
            (DCTERMS.identifier, Literal(codice)),
            (FOAF.name, Literal(nome, lang="it")),
        )
    contatto = _uri("contatto")
    _tipi(grafo, contatto, "Organization", _ref(f"{VCARD}Organization"))
    _aggiungi(
        grafo,
        contatto,
        (_ref(f"{VCARD}fn"), Literal(settings.ENTE_ATTUATORE, lang="it")),
        (_ref(f"{VCARD}hasEmail"), _ref(f"mailto:{settings.CONTATTO_EMAIL}")),
    )


def _licenza(grafo: "Graph") -> None:
    from rdflib import DCTERMS, FOAF, OWL, Literal

    nodo = _ref(LICENZA_URI)
    _tipi(grafo, nodo, "LicenseDocument", DCTERMS.LicenseDocument)
    _aggiungi(
        grafo,
        nodo,
        (DCTERMS.type, _ref(LICENZA_TIPO)),
        (FOAF.name, Literal(LICENZA_NOME, lang="it")),
        (OWL.versionInfo, Literal("4.0")),
    )


# --- Small words of the graph ---------------------------------------------------------------------
def _tipi(grafo: "Graph", nodo: "URIRef", italiano: str, europeo: "URIRef") -> None:
    from rdflib import RDF

    _aggiungi(grafo, nodo, (RDF.type, _ref(DCATAPIT + italiano)), (RDF.type, europeo))


def _testi(grafo: "Graph", nodo: "URIRef", titolo: str, testo: str) -> None:
    from rdflib import DCTERMS, Literal

    _aggiungi(
        grafo,
        nodo,
        (DCTERMS.title, Literal(titolo, lang="it")),
        (DCTERMS.description, Literal(testo, lang="it")),
    )


def _aggiungi(grafo: "Graph", nodo: "URIRef", *dette: Any) -> None:
    for predicato, oggetto in dette:
        grafo.add((nodo, predicato, oggetto))


def _giorno(giorno: date) -> Any:
    from rdflib import XSD, Literal

    return Literal(giorno.isoformat(), datatype=XSD.date)


def _autorita(lista: str, codice: str) -> "URIRef":
    return _ref(f"{AUTORITA}{lista}/{codice}")


def _uri(nome: str) -> "URIRef":
    """A thing of the catalogue: a fragment of its address."""
    return _ref(f"{settings.SITE_URL}{reverse('aperti:catalogo')}#{nome}")


def _pagina(vista: str, *argomenti: str) -> str:
    return f"{settings.SITE_URL}{reverse(vista, args=argomenti)}"


def _ref(indirizzo: str) -> "URIRef":
    from rdflib import URIRef

    return URIRef(indirizzo)


def _prefissi() -> dict[str, Any]:
    from rdflib import DCAT, DCTERMS, FOAF, OWL, XSD

    return {
        "dcatapit": DCATAPIT,
        "dcat": DCAT,
        "dct": DCTERMS,
        "foaf": FOAF,
        "owl": OWL,
        "vcard": VCARD,
        "xsd": XSD,
    }
