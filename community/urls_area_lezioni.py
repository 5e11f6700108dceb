from django.urls import path

from community.views import area_elimina
from community.views import area_lezioni as views
from community.views import area_lezioni_azioni as azioni

app_name = "area_lezioni"
urlpatterns = [
    path("", views.lista, name="list"),
    path("nuova/", views.nuova, name="create"),
    path("<int:pk>/", views.scheda, name="detail"),
    path("<int:pk>/modifica/", views.modifica, name="update"),
    path("<int:pk>/elimina/", area_elimina.lezione, name="elimina"),
    path("commenti/<int:pk>/elimina/", area_elimina.commento, name="commento_elimina"),
    path("<int:pk>/chi-la-legge/", azioni.chi_la_legge, name="visibilita"),
    path("<int:pk>/commenti/", azioni.commenta, name="commenta"),
    path("<int:pk>/segni/", azioni.segna, name="segna"),
]
