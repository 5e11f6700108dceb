from django.urls import path

from outcomes.views import area, evidenze, foglio, invio, lezioni, righe

app_name = "area_comuni"
UNA = "rendicontazioni/<int:pk>/"
urlpatterns = [
    path("", area.inbox, name="inbox"),
    path(UNA, area.rendicontazione, name="rendicontazione"),
    path(f"{UNA}salva/", area.salva, name="salva"),
    path(f"{UNA}riga/", righe.salva_riga, name="salva_riga"),
    path(f"{UNA}stato/", righe.stato, name="stato"),
    path(f"{UNA}lezione/", lezioni.bozza, name="lezione"),
    path(f"{UNA}anteprima/", invio.anteprima, name="anteprima"),
    path(f"{UNA}invia/", invio.invia, name="invia"),
    path(f"{UNA}ricevute/<int:revisione>/", invio.ricevuta, name="ricevuta"),
    path(f"{UNA}ricevute/<int:revisione>/pdf/", invio.ricevuta_pdf, name="ricevuta_pdf"),
    path(f"{UNA}osservazioni/<int:osservazione>/", invio.rispondi, name="rispondi"),
    path(f"{UNA}evidenze/", evidenze.aggiungi, name="evidenza_aggiungi"),
    path(f"{UNA}foglio.xlsx", foglio.scarica, name="foglio_xlsx"),
    path(f"{UNA}foglio/", foglio.carica, name="foglio"),
    path(f"{UNA}foglio/conferma/", foglio.conferma, name="foglio_conferma"),
    path("evidenze/<int:pk>/", evidenze.scarica, name="evidenza"),
    path("evidenze/<int:pk>/togli/", evidenze.togli, name="evidenza_togli"),
]
