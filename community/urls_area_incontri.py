from django.urls import path

from community.views import area_incontri as views

app_name = "area_incontri"
urlpatterns = [
    path("", views.elenco, name="list"),
    path("diario/<int:pk>/", views.diario, name="diario"),
    path("azioni/<int:pk>/fatta/", views.azione_fatta, name="azione_fatta"),
    path("<slug:slug>/", views.incontro, name="detail"),
    path("<slug:slug>/materiali/<int:pk>/", views.materiale, name="materiale"),
]
