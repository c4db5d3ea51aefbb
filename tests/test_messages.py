"""What visitors read is said in their language: the catalogues are up to date, whole, and keep their placeholders."""

from __future__ import annotations

import re

import pytest
from django.utils import translation
from tools import messages

ALL = [(room, language) for room in messages.PUBLIC for language in messages.LANGUAGES]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


@pytest.mark.parametrize(("room", "language"), ALL)
def test_a_catalogue_is_up_to_date_and_whole(room, language):
    assert messages.problems(room, language) == []


@pytest.mark.parametrize(("room", "language"), ALL)
def test_translations_keep_the_placeholders(room, language):
    for message in messages.read(messages.catalogue(room, language)).values():
        forms = [message.single, message.plural or message.single]
        for form, translated in zip(forms, message.translations, strict=False):
            wanted = sorted(PLACEHOLDER.findall(form))
            assert sorted(PLACEHOLDER.findall(translated)) == wanted, message.single


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_django_reads_the_compiled_catalogues(language):
    told = messages.read(messages.catalogue("offer", language))
    with translation.override(language):
        assert translation.gettext("Horaires") == told["", "Horaires"].translations[0]
        for number, form in ((1, 0), (3, 1)):
            wanted = told["", "%(total)s proposition"].translations[form]
            assert translation.ngettext("%(total)s proposition", "%(total)s propositions", number) == wanted


def test_a_catalogue_is_read_as_it_was_written():
    texts = ['Un "mot"', "deux\nlignes", "barre \\ oblique", "tabulation\t."]
    made = [messages.Message("", text, "", [], [text.upper()]) for text in texts]
    made.append(messages.Message("menu", "Fermer", "", [], ["Close"]))
    made.append(messages.Message("", "un jour", "%s jours", [], ["a day", "%s days"]))
    text = messages.written(made, "en")
    blocks = [messages._fields(block) for block in text.split("\n\n")]
    assert [block["msgid"] for block in blocks[1:]] == [one.single for one in made]
    assert blocks[2]["msgstr"] == "DEUX\nLIGNES"
    assert blocks[5]["msgctxt"] == "menu"
    assert blocks[6]["msgstr[1]"] == "%s days"


def test_words_are_found_in_templates_and_in_code():
    counted = "{% blocktranslate count n=n %}un{% plural %}{{ n }}{% endblocktranslate %}"
    template = '{% load i18n %}{% empty_state _("Rien") %}' + counted
    found = list(messages._messages(messages._template_calls(template)))
    assert [(one.single, one.plural) for one in found] == [("Rien", ""), ("un", "%(n)s")]


def test_staff_screens_are_in_french_whatever_the_browser(office, make_client):
    answer = make_client(office, "direction").get(f"/{office.slug}/offre/", headers={"accept-language": "en"})
    text = answer.content.decode()
    assert '<html lang="fr"' in text and "Aller au contenu" in text
