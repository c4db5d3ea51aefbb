"""Addresses of the kiosks, outside any office: the key says which one it is."""

from django.urls import URLPattern, path

from buron.publishing.views import device, shell

urlpatterns: list[URLPattern] = [
    path("borne/", shell.page, name="publishing_shell"),
    path("borne/sw.js", shell.worker, name="publishing_worker"),
    path("borne/borne.webmanifest", shell.web_manifest, name="publishing_web_manifest"),
    path("borne/api/manifeste", device.manifest, name="publishing_device_manifest"),
    path("borne/api/fiches", device.entries, name="publishing_device_entries"),
    path("borne/api/vignettes", device.thumbs, name="publishing_device_thumbs"),
    path("borne/api/reglages", device.settings, name="publishing_device_settings"),
    path("borne/api/meteo", device.weather, name="publishing_device_weather"),
    path("borne/api/usage", device.use, name="publishing_device_use"),
    path("borne/api/signe", device.beat, name="publishing_device_beat"),
    path("borne/api/sans-reponse", device.unmet, name="publishing_device_unmet"),
]
