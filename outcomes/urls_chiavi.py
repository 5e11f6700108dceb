from django.urls import path

from outcomes.views import chiavi

app_name = "area_chiavi"
urlpatterns = [
    path("chiavi/", chiavi.chiavi, name="list"),
    path("chiavi/<int:pk>/revoca/", chiavi.chiave_revoca, name="revoca"),
]
