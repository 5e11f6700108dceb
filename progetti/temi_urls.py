from django.urls import path

from progetti import views

app_name = "temi"
urlpatterns = [path("<slug:slug>/", views.tema_detail, name="detail")]
