from django.urls import path

from community.views import area_adozioni, area_elimina, area_kit
from community.views import area_pratiche as views

app_name = "area_pratiche"
urlpatterns = [
    path("", views.pagina, name="list"),
    path("comunita/", views.comunita, name="comunita"),
    path("nuova/", views.nuova, name="nuova"),
    path("<int:pk>/", views.scheda, name="detail"),
    path("<int:pk>/modifica/", views.modifica, name="modifica"),
    path("<int:pk>/elimina/", area_elimina.pratica, name="elimina"),
    path("<int:pk>/visibilita/", views.visibilita, name="visibilita"),
    path("<int:pk>/kit/", area_kit.aggiungi, name="kit_add"),
    path("<int:pk>/adotta/", area_adozioni.adotta, name="adotta"),
    path("kit/<int:pk>/", area_kit.scarica, name="kit_file"),
    path("kit/<int:pk>/togli/", area_kit.togli, name="kit_remove"),
    path("adozioni/<int:pk>/", area_adozioni.aggiorna, name="adozione"),
    path("adozioni/<int:pk>/pratica/", area_adozioni.pratica_nata, name="adozione_pratica"),
]
