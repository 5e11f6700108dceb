from django.urls import include, path

from community.views import eventi, evento

app_name = "community"
urlpatterns = [
    path("", eventi.evento_list, name="evento_list"),
    path("calendario/", eventi.evento_mese, name="evento_mese"),
    path("calendario.ics", eventi.evento_calendario, name="evento_calendario"),
    path("", include("community.urls_iscrizioni")),
    path("<slug:slug>/", evento.evento_detail, name="evento_detail"),
    path("<slug:slug>/evento.ics", evento.evento_ics, name="evento_ics"),
    path("<slug:slug>/evento.jsonld", evento.evento_jsonld, name="evento_jsonld"),
    path("<slug:slug>/materiali/<int:pk>/", evento.materiale, name="materiale"),
]
