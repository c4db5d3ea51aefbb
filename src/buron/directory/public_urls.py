"""Public addresses of the directory."""

from django.urls import path

from buron.directory.views import public

urlpatterns = [path("choix/<str:token>/", public.choices, name="directory_choices")]
