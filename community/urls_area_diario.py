from django.urls import path

from community.views import area_diario as views

app_name = "area_diario"
urlpatterns = [
    path("", views.elenco, name="list"),
    path("<int:pk>/", views.diario, name="detail"),
    path("azioni/<int:pk>/fatta/", views.azione_fatta, name="azione_fatta"),
]
