"""Addresses of the directory inside an office."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
