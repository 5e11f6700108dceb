from django.urls import path

from community.views import area_cambiamenti as cambiamenti
from community.views import area_riflessioni as riflessioni

app_name = "area_riflessioni"
urlpatterns = [
    path("", riflessioni.riflessione_list, name="list"),
    path("progetti/<slug:slug>/<slug:codice>/", riflessioni.risposte, name="risposte"),
    path("progetti/<slug:slug>/<slug:codice>/salva/", riflessioni.salva, name="salva"),
    path("<int:pk>/visibilita/", riflessioni.visibilita, name="visibilita"),
    path("cambiamenti/nuovo/", cambiamenti.nuovo, name="cambiamento_nuovo"),
    path("cambiamenti/<int:pk>/", cambiamenti.cambiamento, name="cambiamento"),
    path("cambiamenti/<int:pk>/elimina/", cambiamenti.elimina, name="cambiamento_elimina"),
    path("cambiamenti/<int:pk>/visibilita/", cambiamenti.visibilita, name="cambiamento_visibilita"),
]
