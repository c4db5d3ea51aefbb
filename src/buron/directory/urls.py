"""Addresses of the directory inside an office."""

from django.urls import path

from buron.directory.views import boards, parties

urlpatterns = [
    path("contacts/", parties.parties, name="directory_parties"),
    path("contacts/nouveau/", parties.party_new, name="directory_party_new"),
    path("contacts/doublons/", boards.doubles, name="directory_doubles"),
    path("contacts/conservation/", boards.retention, name="directory_retention"),
    path("contacts/conservation/demander/", boards.ask_now, name="directory_ask_now"),
    path("contacts/conservation/effacer/", boards.erase_now, name="directory_erase_now"),
    path("contacts/<int:pk>/", parties.party, name="directory_party"),
    path("contacts/<int:pk>/modifier/", parties.party_edit, name="directory_party_edit"),
    path("contacts/<int:pk>/reunir/", boards.merge, name="directory_merge"),
    path("contacts/<int:pk>/qualites/", parties.role_add, name="directory_role_add"),
    path("contacts/qualites/<int:pk>/terminer/", parties.role_end, name="directory_role_end"),
    path("contacts/<int:pk>/personnes/", parties.link_add, name="directory_link_add"),
    path("contacts/personnes/<int:pk>/retirer/", parties.link_remove, name="directory_link_remove"),
    path("contacts/<int:pk>/accords/", parties.consent_add, name="directory_consent_add"),
    path("contacts/accords/<int:pk>/retirer/", parties.consent_withdraw, name="directory_consent_withdraw"),
    path("contacts/<int:pk>/npai/", parties.address_refused, name="directory_address_refused"),
    path("contacts/<int:pk>/courriel-refuse/", parties.email_refused, name="directory_email_refused"),
    path("contacts/<int:pk>/effacer/", parties.party_erase, name="directory_party_erase"),
]
