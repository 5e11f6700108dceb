"""Registrations, in the namespace of the meetings: before any address that begins with a slug."""

from django.urls import path

from community.views import iscrizione_propria as propria
from community.views import iscrizioni as views

UNA = "iscrizioni/<str:codice>/"
urlpatterns = [
    path("informativa/", views.informativa, name="informativa"),
    path(UNA, propria.propria, name="iscrizione_propria"),
    path(f"{UNA}accetta/", propria.accetta, name="iscrizione_accetta"),
    path(f"{UNA}annulla/", propria.annulla, name="iscrizione_annulla"),
    path(f"{UNA}riprendi/", propria.riprendi, name="iscrizione_riprendi"),
    path(f"{UNA}agenda/", propria.agenda, name="iscrizione_agenda"),
    path(f"{UNA}evento.ics", propria.evento_ics, name="iscrizione_ics"),
    path(f"{UNA}attestato/", propria.attestato, name="attestato"),
    path(f"{UNA}materiali/<int:pk>/", propria.materiale, name="iscrizione_materiale"),
    path("agenda/<str:token>.ics", propria.agenda_feed, name="agenda"),
    path("attestati/<str:firma>/", propria.attestato_verifica, name="attestato_verifica"),
    path("<slug:slug>/iscrizione/", views.iscrizione, name="iscrizione"),
    path("<slug:slug>/iscrizione/inviata/", views.inviata, name="iscrizione_inviata"),
]
