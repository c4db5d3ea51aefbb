"""Addresses of the lodging register inside an office."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
