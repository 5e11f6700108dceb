from django.urls import URLPattern

app_name = "progetti"
urlpatterns: list[URLPattern] = []
