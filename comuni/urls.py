from django.urls import URLPattern

app_name = "comuni"
urlpatterns: list[URLPattern] = []
