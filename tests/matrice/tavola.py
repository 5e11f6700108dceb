"""THE TABLE: every address of the portal, who may use it and how. It is documentation: read it so.

A line is an address (parameters in angle brackets), a rule, and where the values of its parameters
come from (tests/matrice/dati.py). A rule gives, for each person, one status per method:

        GET HEAD POST PUT PATCH DELETE OPTIONS

An address that is not here, and is not one of a model in the management area (gestione.py), fails
tests/test_permission_matrix.py. To add one, write its line below.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from tests.matrice.ruoli import ESTRANEI, METODI, PERSONALE, RUOLI

Regola = Mapping[str, Mapping[str, int]]
"""Person -> method -> status."""


def regola(**righe: str) -> Regola:
    """`tutti`, `estranei` (whoever is not staff), `personale`, or one column by its name."""
    gruppi = {"tutti": tuple(RUOLI), "estranei": ESTRANEI, "personale": PERSONALE}
    completa: dict[str, Mapping[str, int]] = {}
    for chi, stati in righe.items():
        per_metodo = dict(zip(METODI, map(int, stati.split()), strict=True))
        for ruolo in gruppi.get(chi, (chi,)):
            completa[ruolo] = per_metodo
    if set(completa) != set(RUOLI):
        raise ValueError(f"a rule for everybody but {set(RUOLI) - set(completa)}")
    return completa


# --- Rules                           GET HEAD POST PUT PATCH DELETE OPTIONS ---
PUBBLICA = regola(tutti="              200 200  405  405 405   405    405")
CATALOGO = regola(tutti="              303 303  405  405 405   405    405")
NASCOSTA = regola(tutti="              404 404  405  405 405   405    405")
CON_CHIAVE = regola(tutti="            401 401  401  401 401   401    401")
MODULO = regola(tutti="                200 200  400  405 405   405    405")
PERSONALE_SOLO = regola(
    estranei="                         302 302  302  405 405   405    405",
    personale="                        200 200  200  405 405   405    405",
)
PERSONALE_LEGGE = regola(
    estranei="                         302 302  302  405 405   405    405",
    personale="                        200 200  405  405 405   405    405",
)


# --- Behind the log-in: whoever is not signed in is led to it, whatever the method -------------
ENTRATI = tuple(ruolo for ruolo in RUOLI if ruolo != "anonimo")
FUORI = "302 302 302 302 302 302 302"


def entrati(stati: str) -> Regola:
    return regola(anonimo=FUORI, **dict.fromkeys(ENTRATI, stati))


DENTRO_MODULO = entrati("             200 200  200  405 405   405    405")
DENTRO_LEGGE = entrati("              200 200  405  405 405   405    405")
DENTRO_MANDA = entrati("              405 405  302  405 405   405    405")
ALTROVE = entrati("                   302 302  302  405 405   405    405")
SEMPRE_ALTROVE = entrati(FUORI)
VALUTATORI_LEGGE = entrati("          404 404  405  405 405   405    405")
# What was typed is given back to who is not signed in any more (core.conservazione).
FUORI_CONSERVA = "302 302 401 302 302 302 302"
VALUTATORI_MANDA = regola(
    anonimo=FUORI_CONSERVA, **dict.fromkeys(ENTRATI, "405 405 404 405 405 405 405")
)
CARTELLO_NEGATO = regola(tutti="      403 403  405  405 405   405    405")
APERTA_MODULO = regola(tutti="        200 200  200  405 405   405    405")
APERTA_ALTROVE = regola(tutti="       302 302  302  405 405   405    405")
INVITO = regola(tutti="               410 410  410  405 405   405    405")
SPENTA = regola(tutti="               404 404  404  404 404   404    404")


def del_comune(suoi: str, altrui: str, anonimo: str = FUORI) -> Regola:
    """A row of a Comune: for its officers; for whoever else is signed in it does not exist."""
    altri = dict.fromkeys((r for r in ENTRATI if r != "referente"), altrui)
    return regola(anonimo=anonimo, referente=suoi, **altri)


LEGGE = del_comune(
    "                                  200 200  405  405 405   405    405",
    "                                  404 404  405  405 405   405    405",
)
MANDA = del_comune(
    "                                  405 405  302  405 405   405    405",
    "                                  405 405  404  405 405   405    405",
    FUORI_CONSERVA,
)


def alla_porta(suoi: str, altrui: str, anonimo: str = FUORI) -> Regola:
    """Who may take attendances; for whoever else is signed in the event has no door."""
    ruoli = ("funzionario", "responsabile", "superuser")
    altri = dict.fromkeys((r for r in ENTRATI if r not in ruoli), altrui)
    return regola(anonimo=anonimo, **altri, **dict.fromkeys(ruoli, suoi))


@dataclass(frozen=True)
class Riga:
    """A line of the table. `valori`: parameter -> path in the data, or a value after `=`."""

    regola: Regola
    valori: Mapping[str, str] = field(default_factory=dict)
    query: str = ""

    def parametri(self, dati: SimpleNamespace) -> dict[str, Any]:
        return {nome: _trova(dati, dove) for nome, dove in self.valori.items()}


def riga(regola: Regola, query: str = "", **valori: str) -> Riga:
    return Riga(regola, valori, query)


def _trova(dati: SimpleNamespace, dove: str) -> Any:
    if dove.startswith("="):
        return dove[1:]
    valore: Any = dati
    for passo in dove.split("."):
        valore = getattr(valore, passo)
    return valore


REPORT = {"anno": "report.periodo_inizio.year", "periodo": "report.periodo_slug"}
REPORT_COMUNE = {
    "comune": "report_comune.comune.slug",
    "anno": "report_comune.periodo_inizio.year",
    "periodo": "report_comune.periodo_slug",
}

UNA = "/area-comuni/rendicontazioni/<pk>/"
PAGINE_UNA = ("", "stato/", "anteprima/")

SUA = "/eventi/iscrizioni/<codice>/"
PRATICHE = "/area-comuni/pratiche/"
DEI_COMUNI = regola(  # whoever acts for a Comune; others have nothing to look for there
    anonimo=FUORI,
    personale="                        404 404  405  405 405   405    405",
    **dict.fromkeys(ESTRANEI[1:], "    200 200  405  405 405   405    405"),
)

TAVOLA: dict[str, Riga] = {
    # --- Practices -----------------------------------------------------------------------------
    "/pratiche/": riga(PUBBLICA),
    "/pratiche/esporta.csv": riga(PUBBLICA),
    "/pratiche/esporta.xlsx": riga(PUBBLICA),
    "/pratiche/<slug>/": riga(PUBBLICA, slug="pratica.slug"),
    "/pratiche/<slug>/kit/<pk>/": riga(PUBBLICA, slug="pratica.slug", pk="kit.pk"),
    "/api/v1/pratiche/": riga(PUBBLICA),
    "/api/v1/pratiche/<slug>/": riga(PUBBLICA, slug="pratica.slug"),
    PRATICHE: riga(DEI_COMUNI),
    f"{PRATICHE}comunita/": riga(DEI_COMUNI),
    f"{PRATICHE}nuova/": riga(  # an empty practice is refused
        regola(
            anonimo=FUORI_CONSERVA,
            personale="                404 404  404  405 405   405    405",
            **dict.fromkeys(ESTRANEI[1:], "200 200  400  405 405   405    405"),
        )
    ),
    f"{PRATICHE}<pk>/": riga(LEGGE, pk="pratica_del_gruppo.pk"),
    f"{PRATICHE}<pk>/modifica/": riga(
        del_comune(
            "                          200 200  400  405 405   405    405",
            "                          404 404  404  405 405   405    405",
            FUORI_CONSERVA,
        ),
        pk="pratica_del_gruppo.pk",
    ),
    f"{PRATICHE}<pk>/visibilita/": riga(
        del_comune(
            "                          405 405  302  405 405   405    405",
            "                          405 405  404  405 405   405    405",
        ),
        pk="pratica_del_gruppo.pk",
    ),
    f"{PRATICHE}<pk>/kit/": riga(  # nothing to add
        del_comune(
            "                          405 405  400  405 405   405    405",
            "                          405 405  404  405 405   405    405",
            FUORI_CONSERVA,
        ),
        pk="pratica_del_gruppo.pk",
    ),
    f"{PRATICHE}<pk>/adotta/": riga(  # neither as it is nor changed
        regola(
            anonimo=FUORI_CONSERVA,
            personale="                405 405  404  405 405   405    405",
            **dict.fromkeys(ESTRANEI[1:], "405 405  400  405 405   405    405"),
        ),
        pk="pratica.pk",
    ),
    f"{PRATICHE}kit/<pk>/": riga(LEGGE, pk="kit_del_gruppo.pk"),
    f"{PRATICHE}kit/<pk>/togli/": riga(MANDA, pk="kit_del_gruppo.pk"),
    f"{PRATICHE}adozioni/<pk>/": riga(
        del_comune(
            "                          200 200  400  405 405   405    405",
            "                          404 404  404  405 405   405    405",
            FUORI_CONSERVA,
        ),
        pk="adozione.pk",
    ),
    f"{PRATICHE}adozioni/<pk>/pratica/": riga(
        del_comune(
            "                          405 405  302  405 405   405    405",
            "                          405 405  404  405 405   405    405",
        ),
        pk="adozione.pk",
    ),
    # --- Public pages ------------------------------------------------------------------------
    "/": riga(PUBBLICA),
    "/accessibilita/": riga(PUBBLICA),
    "/dati/": riga(PUBBLICA),
    "/dati/<codice>/": riga(PUBBLICA, codice="=progetti"),
    "/dati/catalogo": riga(CATALOGO),
    "/dati/<nome>": riga(PUBBLICA, nome="file_dati.nome"),
    "/dati/versioni/<etichetta>/<nome>": riga(
        PUBBLICA, etichetta="file_dati.versione.etichetta", nome="file_dati.nome"
    ),
    "/note-legali/": riga(PUBBLICA),
    "/privacy/": riga(PUBBLICA),
    "/parere/": riga(MODULO),  # an empty opinion is refused
    "/parere/grazie/": riga(PUBBLICA),
    "/progetti/": riga(PUBBLICA),
    "/progetti/esporta.csv": riga(PUBBLICA),
    "/progetti/esporta.xlsx": riga(PUBBLICA),
    "/progetti/<slug>/": riga(PUBBLICA, slug="progetto.slug"),
    "/progetti/<slug>/indicatori.csv": riga(PUBBLICA, slug="progetto.slug"),
    "/progetti/<slug>/documenti/<pk>/": riga(
        PUBBLICA, slug="progetto.slug", pk="documento_pubblico.pk"
    ),
    "/progetti/<slug>/quadro/": riga(PUBBLICA, slug="progetto.slug"),
    "/progetti/<slug>/quadro/<versione>.pdf": riga(
        PUBBLICA, slug="progetto.slug", versione="quadro.versione"
    ),
    "/temi/<slug>/": riga(PUBBLICA, slug="tema.slug"),
    "/comuni/": riga(PUBBLICA),
    "/comuni/<slug>/": riga(PUBBLICA, slug="comune.slug"),
    "/novita.atom": riga(PUBBLICA),
    "/eventi/": riga(PUBBLICA),
    "/eventi/calendario.ics": riga(PUBBLICA),
    "/eventi/calendario/": riga(PUBBLICA),
    "/eventi/<slug>/": riga(PUBBLICA, slug="evento.slug"),
    # A lesson from a report that does not say what did not work.
    f"{UNA}lezione/": riga(
        del_comune(
            "                                405 405  409  405 405   405    405",
            "                                405 405  404  405 405   405    405",
        ),
        pk="rendicontazione.pk",
    ),
    # Lessons: in the area, a lesson of the referente's own project and of nobody else.
    "/area-comuni/lezioni/": riga(
        regola(
            anonimo=FUORI,
            personale="                      404 404  405  405 405   405    405",
            **dict.fromkeys(ESTRANEI[1:], "  200 200  405  405 405   405    405"),
        )
    ),
    "/area-comuni/lezioni/nuova/": riga(  # the other Comune has no project
        del_comune(
            "                                200 200  400  405 405   405    405",
            "                                404 404  404  405 405   405    405",
            FUORI_CONSERVA,
        )
    ),
    "/area-comuni/lezioni/<pk>/": riga(LEGGE, pk="lezione_di_gruppo.pk"),
    "/area-comuni/lezioni/<pk>/modifica/": riga(
        del_comune(
            "                                200 200  400  405 405   405    405",
            "                                404 404  404  405 405   405    405",
            FUORI_CONSERVA,
        ),
        pk="lezione_di_gruppo.pk",
    ),
    "/area-comuni/lezioni/<pk>/chi-la-legge/": riga(
        del_comune(
            "                                200 200  400  405 405   405    405",
            "                                404 404  404  405 405   405    405",
        ),
        pk="lezione_di_gruppo.pk",
    ),
    "/area-comuni/lezioni/<pk>/commenti/": riga(
        del_comune(
            "                                405 405  400  405 405   405    405",
            "                                405 405  404  405 405   405    405",
            FUORI_CONSERVA,
        ),
        pk="lezione_di_gruppo.pk",
    ),
    "/area-comuni/lezioni/<pk>/elimina/": riga(
        del_comune(
            "                                200 200  302  405 405   405    405",
            "                                404 404  404  405 405   405    405",
        ),
        pk="lezione_di_gruppo.pk",
    ),
    "/area-comuni/lezioni/commenti/<pk>/elimina/": riga(
        entrati("                            404 404  404  405 405   405    405"), pk="=999999"
    ),
    "/area-comuni/pratiche/<pk>/elimina/": riga(
        del_comune(
            "                                200 200  302  405 405   405    405",
            "                                404 404  404  405 405   405    405",
        ),
        pk="pratica_del_gruppo.pk",
    ),
    "/area-comuni/lezioni/<pk>/segni/": riga(  # of none of one's Comuni
        regola(
            anonimo=FUORI_CONSERVA,
            **dict.fromkeys(ENTRATI, "       405 405  404  405 405   405    405"),
        ),
        pk="lezione_di_gruppo.pk",
    ),
    "/esperienze/": riga(PUBBLICA),
    "/lezioni/": riga(PUBBLICA),
    "/lezioni/esporta.csv": riga(PUBBLICA),
    "/lezioni/esporta.xlsx": riga(PUBBLICA),
    "/lezioni/<slug>/": riga(PUBBLICA, slug="lezione.slug"),
    "/api/v1/lezioni/": riga(PUBBLICA),
    "/api/v1/lezioni/<slug>/": riga(PUBBLICA, slug="lezione.slug"),
    # --- The door of an event: attendances and sign-in sheet (of a draft too) ----------------
    "/eventi/accoglienza-sw.js": riga(PUBBLICA),
    "/eventi/<slug>/accoglienza/": riga(  # of nobody
        alla_porta(
            "                                200 200  400  405 405   405    405",
            "                                404 404  404  405 405   405    405",
            FUORI_CONSERVA,
        ),
        slug="evento_interno.slug",
    ),
    "/eventi/<slug>/accoglienza/sincronizza/": riga(  # of nothing
        alla_porta(
            "                                405 405  400  405 405   405    405",
            "                                405 405  404  405 405   405    405",
        ),
        slug="evento_interno.slug",
    ),
    "/eventi/<slug>/foglio-firme/": riga(  # without a file
        alla_porta(
            "                                200 200  400  405 405   405    405",
            "                                404 404  404  405 405   405    405",
        ),
        slug="evento_interno.slug",
    ),
    "/eventi/<slug>/foglio-firme.xlsx": riga(
        alla_porta(
            "                                200 200  405  405 405   405    405",
            "                                404 404  405  405 405   405    405",
        ),
        slug="evento_interno.slug",
    ),
    "/eventi/<slug>/foglio-firme/conferma/": riga(  # of no preview
        alla_porta(
            "                                405 405  409  405 405   405    405",
            "                                405 405  404  405 405   405    405",
            FUORI_CONSERVA,
        ),
        slug="evento_interno.slug",
    ),
    "/eventi/<slug>/evento.ics": riga(PUBBLICA, slug="evento.slug"),
    "/eventi/<slug>/evento.jsonld": riga(PUBBLICA, slug="evento.slug"),
    "/eventi/<slug>/materiali/<pk>/": riga(
        PUBBLICA, slug="evento.slug", pk="materiale_pubblico.pk"
    ),
    # --- Registrations: the code, or the signature, is the key, whoever holds it ---------------
    "/eventi/informativa/": riga(PUBBLICA),
    "/eventi/<slug>/iscrizione/": riga(MODULO, slug="iscrizione.evento.slug"),
    "/eventi/<slug>/iscrizione/inviata/": riga(PUBBLICA, slug="iscrizione.evento.slug"),
    f"{SUA}": riga(PUBBLICA, codice="iscrizione.codice"),
    f"{SUA}evento.ics": riga(PUBBLICA, codice="iscrizione.codice"),
    f"{SUA}accetta/": riga(MODULO, codice="invito.codice"),
    f"{SUA}annulla/": riga(  # of no registration
        regola(tutti="                       405 405  404  405 405   405    405"),
        codice="=AAAAAAAAAA",
    ),
    f"{SUA}riprendi/": riga(  # of no registration
        regola(tutti="                       405 405  404  405 405   405    405"),
        codice="=AAAAAAAAAA",
    ),
    f"{SUA}agenda/": riga(  # of no registration
        regola(tutti="                       405 405  404  405 405   405    405"),
        codice="=AAAAAAAAAA",
    ),
    f"{SUA}attestato/": riga(NASCOSTA, codice="iscrizione.codice"),  # not yet held
    f"{SUA}materiali/<pk>/": riga(NASCOSTA, codice="iscrizione.codice", pk="=999999"),
    "/eventi/agenda/<token>.ics": riga(NASCOSTA, token="=inventato"),
    "/eventi/attestati/<firma>/": riga(NASCOSTA, firma="=1~inventata"),
    "/monitoraggio/": riga(PUBBLICA),
    "/monitoraggio/dati/<codice>/": riga(PUBBLICA, codice="=imbuto"),
    # The dashboard and what leaves it: charts as files.
    "/monitoraggio/cruscotto/": riga(PUBBLICA),
    "/monitoraggio/grafici/<codice>.<formato>": riga(PUBBLICA, codice="=imbuto", formato="=csv"),
    "/incorpora/figure/<codice>/": riga(PUBBLICA, codice="=imbuto"),
    "/incorpora/progetti/<slug>/": riga(PUBBLICA, slug="progetto.slug"),
    "/monitoraggio/dati/<codice>/<alla>/<che>.<formato>": riga(
        PUBBLICA, codice="=imbuto", alla="=2024-01-01", che="=figura", formato="=csv"
    ),
    "/monitoraggio/riconciliazione/": riga(PUBBLICA),
    "/monitoraggio/report/": riga(PUBBLICA),
    "/monitoraggio/report/<anno>/<periodo>/": riga(PUBBLICA, **REPORT),
    "/monitoraggio/report/<anno>/<periodo>/<versione>/<formato>": riga(
        PUBBLICA, **REPORT, versione="report.versione", formato="=csv"
    ),
    "/monitoraggio/report/confronto/": riga(PUBBLICA),
    "/monitoraggio/report/comuni/<comune>/<anno>/<periodo>/": riga(PUBBLICA, **REPORT_COMUNE),
    "/monitoraggio/report/comuni/<comune>/<anno>/<periodo>/<versione>/<formato>": riga(
        PUBBLICA, **REPORT_COMUNE, versione="report_comune.versione", formato="=csv"
    ),
    # --- Log-in (fis_portal/accounts) --------------------------------------------------------
    "/accesso/": riga(entrati("               302 302  405  405 405   405    405")),
    "/accesso/entra/": riga(
        regola(
            anonimo="                        200 200  200  405 405   405    405",
            **dict.fromkeys(ENTRATI, "       302 302  302  405 405   405    405"),
        )
    ),
    "/accesso/esci/": riga(
        regola(
            anonimo="                        302 302  302  405 405   405    405",
            **dict.fromkeys(ENTRATI, "       200 200  302  405 405   405    405"),
        )
    ),
    "/accesso/inattiva/": riga(CARTELLO_NEGATO),
    "/accesso/conferma/": riga(DENTRO_MODULO),
    "/accesso/invito/<token>/": riga(INVITO, token="=inventato"),
    "/accesso/passkey/": riga(APERTA_ALTROVE),
    "/accesso/password/dimenticata/": riga(APERTA_MODULO),
    "/accesso/password/dimenticata/inviata/": riga(PUBBLICA),
    "/accesso/password/nuova/<uidb36>-<key>/": riga(APERTA_MODULO, uidb36="=1", key="=a-b"),
    "/accesso/password/nuova/fatta/": riga(PUBBLICA),
    "/accesso/password/cambia/": riga(DENTRO_MODULO),
    "/accesso/password/scegli/": riga(SEMPRE_ALTROVE),
    "/accesso/secondo-fattore/": riga(DENTRO_LEGGE),
    "/accesso/secondo-fattore/verifica/": riga(APERTA_ALTROVE),
    "/accesso/secondo-fattore/conferma/": riga(ALTROVE),
    "/accesso/secondo-fattore/app/attiva/": riga(ALTROVE),  # first one's password again
    "/accesso/secondo-fattore/app/togli/": riga(  # the people of the matrix have none
        entrati("                            404 404  404  405 405   405    405")
    ),
    "/accesso/secondo-fattore/codici/": riga(DENTRO_LEGGE),
    "/accesso/secondo-fattore/codici/nuovi/": riga(DENTRO_MANDA),
    "/accesso/secondo-fattore/passkey/": riga(SEMPRE_ALTROVE),
    "/accesso/secondo-fattore/passkey/aggiungi/": riga(ALTROVE),
    "/accesso/secondo-fattore/passkey/<pk>/togli/": riga(ALTROVE, pk="=999999"),
    "/accesso/secondo-fattore/passkey/conferma/": riga(ALTROVE),
    "/accesso/esterno/negato/": riga(CARTELLO_NEGATO),
    "/accesso/esterno/annullato/": riga(CARTELLO_NEGATO),
    "/accesso/esterno/<provider_id>/": riga(SPENTA, provider_id="=oidc"),
    "/accesso/esterno/<provider_id>/ritorno/": riga(SPENTA, provider_id="=oidc"),
    # --- One's own page ----------------------------------------------------------------------
    "/utenza/": riga(entrati("               200 200  400  405 405   405    405")),
    "/utenza/avvisi/": riga(entrati("        200 200  302  405 405   405    405")),
    "/utenza/esci-ovunque/": riga(DENTRO_MANDA),
    # --- Area Comuni: people -----------------------------------------------------------------
    "/area-comuni/persone/": riga(
        regola(
            anonimo=FUORI,
            personale="                      404 404  404  405 405   405    405",
            **dict.fromkeys(ESTRANEI[1:], "  200 200  404  405 405   405    405"),
        )
    ),
    "/area-comuni/persone/<pk>/disattiva/": riga(
        entrati("                            405 405  404  405 405   405    405"), pk="=999999"
    ),
    "/area-comuni/persone/<pk>/ruolo/": riga(
        entrati("                            405 405  404  405 405   405    405"), pk="=999999"
    ),
    # --- Area Comuni: reports ----------------------------------------------------------------
    "/area-comuni/": riga(DENTRO_LEGGE),
    **{f"{UNA}{pagina}": riga(LEGGE, pk="rendicontazione.pk") for pagina in PAGINE_UNA},
    f"{UNA}salva/": riga(MANDA, pk="rendicontazione.pk"),
    f"{UNA}riga/": riga(  # of no row
        entrati("                            405 405  404  405 405   405    405"),
        pk="rendicontazione.pk",
    ),
    f"{UNA}invia/": riga(
        del_comune(
            "                                200 200  400  405 405   405    405",
            "                                404 404  404  405 405   405    405",
            FUORI_CONSERVA,
        ),
        pk="rendicontazione.pk",
    ),
    f"{UNA}ricevute/<revisione>/": riga(LEGGE, pk="rendicontazione.pk", revisione="=1"),
    f"{UNA}ricevute/<revisione>/pdf/": riga(LEGGE, pk="rendicontazione.pk", revisione="=1"),
    f"{UNA}osservazioni/<osservazione>/": riga(
        MANDA, pk="rendicontazione.pk", osservazione="osservazione.pk"
    ),
    f"{UNA}foglio.xlsx": riga(LEGGE, pk="rendicontazione.pk"),
    f"{UNA}foglio/": riga(  # without a file
        del_comune(
            "                          200 200  400  405 405   405    405",
            "                          404 404  404  405 405   405    405",
        ),
        pk="rendicontazione.pk",
    ),
    f"{UNA}foglio/conferma/": riga(  # of no preview
        del_comune(
            "                          405 405  409  405 405   405    405",
            "                          405 405  404  405 405   405    405",
            FUORI_CONSERVA,
        ),
        pk="rendicontazione.pk",
    ),
    f"{UNA}evidenze/": riga(  # without a file
        del_comune(
            "                                405 405  400  405 405   405    405",
            "                                405 405  404  405 405   405    405",
            FUORI_CONSERVA,
        ),
        pk="rendicontazione.pk",
    ),
    "/area-comuni/evidenze/<pk>/": riga(LEGGE, pk="evidenza.pk"),
    "/area-comuni/evidenze/<pk>/togli/": riga(MANDA, pk="evidenza.pk"),
    "/area-comuni/chiavi/": riga(  # only a `responsabile` has keys
        regola(
            anonimo=FUORI,
            personale="                      404 404  404  405 405   405    405",
            **dict.fromkeys(ESTRANEI[1:], "  404 404  404  405 405   405    405"),
        )
    ),
    "/area-comuni/chiavi/<pk>/revoca/": riga(
        entrati("                            405 405  404  405 405   405    405"), pk="=999999"
    ),
    # --- Area Comuni: meetings and diary (community/urls_area_incontri.py) --------------------
    "/area-comuni/incontri/": riga(DENTRO_LEGGE),
    "/area-comuni/incontri/<slug>/": riga(LEGGE, slug="verbale.evento.slug"),
    "/area-comuni/incontri/<slug>/materiali/<pk>/": riga(
        LEGGE, slug="verbale.evento.slug", pk="materiale.pk"
    ),
    "/area-comuni/incontri/diario/<pk>/": riga(LEGGE, pk="verbale.pk"),
    "/area-comuni/incontri/azioni/<pk>/fatta/": riga(
        del_comune(
            "                                405 405  302  405 405   405    405",
            "                                405 405  404  405 405   405    405",
        ),
        pk="azione.pk",
    ),
    "/admin/outcomes/quadroimpatto/da-decisione/<decisione>/": riga(
        regola(
            estranei="                       302 302  302  405 405   405    405",
            lettura="                        403 403  403  405 405   405    405",
            **dict.fromkeys(PERSONALE[1:], " 200 200  302  405 405   405    405"),
        ),
        decisione="decisione.pk",
    ),
    # --- Area Comuni: reflections and institutional changes (tests/community) ----------------
    "/area-comuni/riflessioni/": riga(DENTRO_LEGGE),
    "/area-comuni/riflessioni/progetti/<slug>/<codice>/": riga(
        entrati("                            404 404  405  405 405   405    405"),
        slug="progetto.slug",
        codice="intervento.codice",
    ),
    "/area-comuni/riflessioni/progetti/<slug>/<codice>/salva/": riga(
        VALUTATORI_MANDA, slug="progetto.slug", codice="intervento.codice"
    ),
    "/area-comuni/riflessioni/<pk>/visibilita/": riga(
        entrati("                            405 405  404  405 405   405    405"), pk="=999999"
    ),
    "/area-comuni/riflessioni/cambiamenti/nuovo/": riga(
        regola(
            anonimo=FUORI_CONSERVA,
            personale="                      404 404  404  405 405   405    405",
            **dict.fromkeys(ESTRANEI[1:], "  200 200  400  405 405   405    405"),
        )
    ),
    "/area-comuni/riflessioni/cambiamenti/<pk>/": riga(
        regola(
            anonimo=FUORI_CONSERVA,
            **dict.fromkeys(ENTRATI, "       404 404  404  405 405   405    405"),
        ),
        pk="=999999",
    ),
    "/area-comuni/riflessioni/cambiamenti/<pk>/elimina/": riga(
        entrati("                            405 405  404  405 405   405    405"), pk="=999999"
    ),
    "/area-comuni/riflessioni/cambiamenti/<pk>/visibilita/": riga(
        entrati("                            405 405  404  405 405   405    405"), pk="=999999"
    ),
    "/esperienze/riflessioni/": riga(PUBBLICA),
    "/admin/community/riflessione/confronto/": riga(  # with the right to read what teams keep
        regola(
            estranei="                    302 302  302  405 405   405    405",
            lettura="                     403 403  405  405 405   405    405",
            funzionario="                 403 403  405  405 405   405    405",
            responsabile="                200 200  405  405 405   405    405",
            superuser="                   200 200  405  405 405   405    405",
        )
    ),
    # --- For the machines that watch ---------------------------------------------------------
    "/salute/": riga(PUBBLICA),
    "/salute/pronto/": riga(PUBBLICA),
    # --- API: read only, for anybody ---------------------------------------------------------
    "/api/v1/": riga(PUBBLICA),
    "/api/v1/docs/": riga(PUBBLICA),
    "/api/v1/schema/": riga(PUBBLICA),
    "/api/v1/cambiamenti/": riga(PUBBLICA),
    "/api/v1/cambiamenti/<id>/": riga(NASCOSTA, id="=999999"),
    "/api/v1/comuni/": riga(PUBBLICA),
    "/api/v1/comuni/<codice_istat>/": riga(PUBBLICA, codice_istat="comune.codice_istat"),
    "/api/v1/eventi/": riga(PUBBLICA),
    "/api/v1/eventi/<slug>/": riga(PUBBLICA, slug="evento.slug"),
    "/api/v1/indicatori/": riga(PUBBLICA),
    "/api/v1/indicatori/<id>/": riga(PUBBLICA, id="indicatore.pk"),
    "/api/v1/interventi/": riga(PUBBLICA),
    "/api/v1/interventi/<codice>/": riga(PUBBLICA, codice="intervento.codice"),
    "/api/v1/macroaree/": riga(PUBBLICA),
    "/api/v1/macroaree/<slug>/": riga(PUBBLICA, slug="macroarea.slug"),
    "/api/v1/massa/": riga(PUBBLICA),
    "/api/v1/massa/<tabella>.csv": riga(PUBBLICA, tabella="=progetti"),
    "/api/v1/massa/<tabella>.ndjson": riga(PUBBLICA, tabella="=progetti"),
    "/api/v1/monitoraggio/dati-pubblicati/": riga(PUBBLICA),
    "/api/v1/monitoraggio/dati-pubblicati/<codice>/": riga(PUBBLICA, codice="dato.codice"),
    "/api/v1/monitoraggio/figure/": riga(PUBBLICA),
    "/api/v1/monitoraggio/figure/<codice>/": riga(PUBBLICA, codice="=imbuto"),
    "/api/v1/monitoraggio/figure/<codice>/record/": riga(PUBBLICA, codice="=imbuto"),
    "/api/v1/monitoraggio/report/": riga(PUBBLICA),
    "/api/v1/monitoraggio/report/<id>/": riga(PUBBLICA, id="report.pk"),
    "/api/v1/periodi/": riga(PUBBLICA),
    "/api/v1/periodi/<codice>/": riga(
        PUBBLICA, codice="rilevazione.rendicontazione.periodo.codice"
    ),
    "/api/v1/progetti/": riga(PUBBLICA),
    "/api/v1/progetti/<slug>/": riga(PUBBLICA, slug="progetto.slug"),
    "/api/v1/regioni/": riga(PUBBLICA),
    "/api/v1/regioni/<codice_istat>/": riga(
        PUBBLICA, codice_istat="comune.provincia.regione.codice_istat"
    ),
    "/api/v1/rilevazioni/": riga(PUBBLICA),
    "/api/v1/rilevazioni/<id>/": riga(PUBBLICA, id="rilevazione.pk"),
    # Only with an access key of a Comune (tests/outcomes/test_chiavi_api.py): no session counts.
    "/api/v1/rendicontazioni/": riga(CON_CHIAVE),
    "/api/v1/rendicontazioni/<pk>/": riga(CON_CHIAVE, pk="rilevazione.rendicontazione_id"),
    "/api/v1/rendicontazioni/<pk>/rilevazioni/": riga(
        CON_CHIAVE, pk="rilevazione.rendicontazione_id"
    ),
    "/api/v1/temi/": riga(PUBBLICA),
    "/api/v1/temi/<slug>/": riga(PUBBLICA, slug="tema.slug"),
    # --- Due dates: of the officers; the calendar is read by who has its secret ---------------
    "/area-comuni/scadenze/": riga(
        regola(
            anonimo=FUORI,
            personale="                      404 404  404  405 405   405    405",
            **dict.fromkeys(ESTRANEI[1:], "  200 200  200  405 405   405    405"),
        )
    ),
    "/area-comuni/scadenze/<token>.ics": riga(NASCOSTA, token="=inventato"),
    # --- Area valutatori: nobody here is one (tests/outcomes/test_valutatori.py) --------------
    "/area-valutatori/": riga(VALUTATORI_LEGGE),
    # The diary of their projects (tests/community/test_area_diario.py)
    "/area-valutatori/diario/": riga(VALUTATORI_LEGGE),
    "/area-valutatori/diario/<pk>/": riga(VALUTATORI_LEGGE, pk="verbale.pk"),
    "/area-valutatori/diario/azioni/<pk>/fatta/": riga(
        entrati("                            405 405  404  405 405   405    405"), pk="azione.pk"
    ),
    "/area-valutatori/<pk>/": riga(VALUTATORI_LEGGE, pk="rilevazione.rendicontazione.pk"),
    "/area-valutatori/<pk>/valori/<rilevazione>/": riga(
        VALUTATORI_MANDA, pk="rilevazione.rendicontazione.pk", rilevazione="rilevazione.pk"
    ),
    "/area-valutatori/<pk>/valori/<rilevazione>/ritira/": riga(
        VALUTATORI_MANDA, pk="rilevazione.rendicontazione.pk", rilevazione="rilevazione.pk"
    ),
    "/area-valutatori/<pk>/evidenze/<evidenza>/": riga(
        VALUTATORI_LEGGE, pk="evidenza.rendicontazione.pk", evidenza="evidenza.pk"
    ),
    # --- Management area: evidence of a report ------------------------------------------------
    "/admin/outcomes/rendicontazione/<object_id>/evidenze/<id>/": riga(
        PERSONALE_LEGGE, object_id="evidenza.rendicontazione.pk", id="evidenza.pk"
    ),
    # --- Management area: what belongs to no model -------------------------------------------
    "/admin/": riga(PERSONALE_SOLO),
    "/admin/search/": riga(PERSONALE_SOLO, query="s=progetti"),
    "/admin/jsi18n/": riga(PERSONALE_LEGGE),
    "/admin/autocomplete/": riga(
        PERSONALE_LEGGE, query="app_label=progetti&model_name=progettotema&field_name=tema"
    ),
    "/admin/password_change/": riga(PERSONALE_SOLO),
    "/admin/password_change/done/": riga(PERSONALE_LEGGE),
    "/admin/<app_label>/": riga(PERSONALE_SOLO, app_label="=progetti"),
    "/admin/login/": riga(
        regola(
            #                      GET HEAD POST PUT PATCH DELETE OPTIONS
            anonimo="              302 302  302  405 405   405    405",
            personale="            302 302  302  405 405   405    405",
            **dict.fromkeys(
                ESTRANEI[1:],
                "                  403 403  403  405 405   405    405",
            ),
        )
    ),
    "/admin/logout/": riga(
        regola(
            estranei="  302 302  302  405 405   405    405",
            personale=" 405 405  302  405 405   405    405",
        )
    ),
    "/admin/r/<content_type_id>/<object_id>/": riga(
        regola(tutti="  302 302  302  405 405   405    405"),
        content_type_id="tipo_progetto.pk",
        object_id="progetto.pk",
    ),
    "/admin/<url>": riga(
        regola(
            estranei="  302 302  302  405 405   405    405",
            personale=" 404 404  404  405 405   405    405",
        ),
        url="=non-esiste",
    ),
}

# What exists but is not public: for everybody the same answer as for what does not exist.
NASCOSTE: list[tuple[str, Riga]] = [
    ("/progetti/<slug>/", riga(NASCOSTA, slug="bozza.slug")),
    ("/incorpora/progetti/<slug>/", riga(NASCOSTA, slug="bozza.slug")),
    ("/progetti/<slug>/indicatori.csv", riga(NASCOSTA, slug="bozza.slug")),
    (
        "/progetti/<slug>/documenti/<pk>/",
        riga(NASCOSTA, slug="progetto.slug", pk="documento_interno.pk"),
    ),
    ("/api/v1/indicatori/<id>/", riga(NASCOSTA, id="indicatore_interno.pk")),
    ("/api/v1/rilevazioni/<id>/", riga(NASCOSTA, id="rilevazione_in_bozza.pk")),
    ("/progetti/<slug>/quadro/", riga(NASCOSTA, slug="bozza.slug")),
    (
        "/progetti/<slug>/quadro/<versione>.pdf",
        riga(NASCOSTA, slug="progetto.slug", versione="bozza_quadro.versione"),
    ),
    ("/eventi/<slug>/", riga(NASCOSTA, slug="evento_interno.slug")),
    ("/pratiche/<slug>/", riga(NASCOSTA, slug="pratica_del_gruppo.slug")),
    (
        "/pratiche/<slug>/kit/<pk>/",
        riga(NASCOSTA, slug="pratica_del_gruppo.slug", pk="kit_del_gruppo.pk"),
    ),
    ("/api/v1/pratiche/<slug>/", riga(NASCOSTA, slug="pratica_del_gruppo.slug")),
    ("/lezioni/<slug>/", riga(NASCOSTA, slug="lezione_interna.slug")),
    ("/api/v1/lezioni/<slug>/", riga(NASCOSTA, slug="lezione_interna.slug")),
    ("/eventi/<slug>/evento.ics", riga(NASCOSTA, slug="evento_interno.slug")),
    ("/eventi/<slug>/evento.jsonld", riga(NASCOSTA, slug="evento_interno.slug")),
    (
        "/eventi/<slug>/materiali/<pk>/",
        riga(NASCOSTA, slug="evento.slug", pk="materiale_iscritti.pk"),
    ),
    (
        "/monitoraggio/report/<anno>/<periodo>/",
        riga(
            NASCOSTA,
            anno="report_interno.periodo_inizio.year",
            periodo="report_interno.periodo_slug",
        ),
    ),
    ("/api/v1/progetti/<slug>/", riga(NASCOSTA, slug="bozza.slug")),
    ("/api/v1/eventi/<slug>/", riga(NASCOSTA, slug="evento_interno.slug")),
    ("/api/v1/monitoraggio/report/<id>/", riga(NASCOSTA, id="report_interno.pk")),
]
