from django.urls import include, path

from community.views import accoglienza, eventi, evento, foglio_firme

app_name = "community"
urlpatterns = [
    path("", eventi.evento_list, name="evento_list"),
    path("calendario/", eventi.evento_mese, name="evento_mese"),
    path("calendario.ics", eventi.evento_calendario, name="evento_calendario"),
    path("", include("community.urls_iscrizioni")),
    path("accoglienza-sw.js", accoglienza.lavoratore, name="accoglienza_sw"),
    path("<slug:slug>/accoglienza/", accoglienza.accoglienza, name="accoglienza"),
    path(
        "<slug:slug>/accoglienza/sincronizza/",
        accoglienza.sincronizza,
        name="accoglienza_sincronizza",
    ),
    path("<slug:slug>/foglio-firme.xlsx", foglio_firme.scarica, name="foglio_firme_xlsx"),
    path("<slug:slug>/foglio-firme/", foglio_firme.carica, name="foglio_firme"),
    path("<slug:slug>/foglio-firme/conferma/", foglio_firme.conferma, name="foglio_firme_conferma"),
    path("<slug:slug>/", evento.evento_detail, name="evento_detail"),
    path("<slug:slug>/evento.ics", evento.evento_ics, name="evento_ics"),
    path("<slug:slug>/evento.jsonld", evento.evento_jsonld, name="evento_jsonld"),
    path("<slug:slug>/materiali/<int:pk>/", evento.materiale, name="materiale"),
]
