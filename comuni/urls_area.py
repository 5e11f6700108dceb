from django.urls import path

from comuni import views

app_name = "area_comuni_persone"
urlpatterns = [
    path("persone/", views.persone, name="list"),
    path("persone/<int:pk>/disattiva/", views.disattiva, name="disattiva"),
    path("persone/<int:pk>/ruolo/", views.cambia_ruolo, name="ruolo"),
]
