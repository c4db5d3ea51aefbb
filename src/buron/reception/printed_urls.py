"""Addresses of the printed documents and of the situational ideas inside an office."""

from django.urls import path

from buron.reception.views import ideas

urlpatterns = [
    path("accueil/idees/montrees/", ideas.ideas_shown, name="reception_ideas_shown"),
    path("accueil/idees/<slug:situation>/", ideas.ideas_for, name="reception_ideas"),
]
