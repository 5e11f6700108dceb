from django.urls import include, path

from fis_portal.core.api.views import RadiceView, SchemaView, guida

app_name = "api"
INDIRIZZI = {
    "comuni": "api:comune-list",
    "eventi": "api:evento-list",
    "indicatori": "api:indicatore-list",
    "interventi": "api:intervento-list",
    "lezioni": "api:lezione-list",
    "macroaree": "api:macroarea-list",
    "massa": "api:massa",
    "monitoraggio/dati-pubblicati": "api:dato-pubblicato-list",
    "monitoraggio/figure": "api:figura-list",
    "monitoraggio/report": "api:report-list",
    "periodi": "api:periodo-list",
    "pratiche": "api:pratica-list",
    "progetti": "api:progetto-list",
    "regioni": "api:regione-list",
    "rilevazioni": "api:rilevazione-list",
    "temi": "api:tema-list",
    "docs": "api:docs",
    "schema": "api:schema",
}
urlpatterns = [
    path("", RadiceView.as_view(indirizzi=INDIRIZZI), name="root"),
    path("docs/", guida, name="docs"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("", include("comuni.api.urls")),
    path("", include("progetti.api.urls")),
    path("", include("community.api.urls")),
    path("", include("outcomes.api.urls")),
    path("", include("monitoraggio.api.urls")),
]
