"""Addresses of the offer outside any office."""

from django.urls import URLPattern, path

from buron.offer.views.photo_file import photo_file

urlpatterns: list[URLPattern] = [
    path("p/photos/<int:pk>-<slug:digest>/<int:width>.jpg", photo_file, name="offer_photo"),
]
