"""The UI kit: tags, forms, the sample page, and what holds for every template of the program."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict

from buron.kernel.forms import ChoiceButtons, DateInput, DropZone, FilesField, TextsField
from buron.kernel.kit import SampleForm
from buron.kernel.models import JournalEntry
from buron.kernel.templatetags.kit import choice_digit, initials, or_dash, undo_url, who

NARROW = "\u202f"
NO_BREAK = "\u00a0"


def render(source: str, **context: object) -> str:
    return Template("{% load kit %}" + source).render(Context(context))


def flat(html: str) -> str:
    return re.sub(r"\s+", " ", html)


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html)


# Tags


def test_icon_is_hidden_from_readers_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in render('{% icon "search" %}')
    named = render("{% icon 'search' label=label %}", label='"><script>')
    assert 'role="img"' in named
    assert "<script>" not in named


def test_badge_escapes_its_text() -> None:
    html = render("{% badge text tone='good' %}", text="<b>neuf</b>")
    assert html == '<span class="badge badge--good">&lt;b&gt;neuf&lt;/b&gt;</span>'


@pytest.mark.parametrize(
    ("value", "better", "text", "tone"),
    [
        (Decimal("4.14"), "up", f"+4,1{NO_BREAK}%", "good"),
        (-3.3, "up", f"−3,3{NO_BREAK}%", "bad"),
        (-12.5, "down", f"−12,5{NO_BREAK}%", "good"),
        (3, "none", f"+3,0{NO_BREAK}%", None),
        (-0.04, "up", f"0,0{NO_BREAK}%", None),
    ],
)
def test_evolution_says_its_sign_and_whether_it_is_good(value, better, text, tone) -> None:
    html = render("{% evolution value better=better %}", value=value, better=better)
    assert text in html
    assert ("evolution--" in html) == (tone is not None)
    if tone:
        assert f"evolution--{tone}" in html


def test_evolution_that_is_not_known_is_said_so() -> None:
    assert "non renseigné" in render("{% evolution None %}")


def test_key_figure_opens_on_its_rows_and_says_its_definition() -> None:
    html = render(
        "{% keyfigure 'Actes' 5842 href='/lignes' evolution=4.1 definition='Une demande.' n=5842 provisional=True %}",
        request=RequestFactory().get("/"),
    )
    assert 'href="/lignes"' in html
    assert f"5{NARROW}842" in html
    assert "Une demande." in html
    assert "provisoire" in html
    target = re.search(r'popovertarget="([^"]+)"', html)
    assert target
    assert target.group(1) in ids(html)


def test_unknown_key_figure_is_not_a_zero() -> None:
    html = render("{% keyfigure 'Retour' None unit='jours' evolution=None %}")
    assert "non renseigné" in html
    assert "jours" not in html


def test_zero_is_a_figure() -> None:
    assert re.search(r"figure__value\">0 ", render("{% keyfigure 'Ruptures' 0 unit='jour' %}"))


def test_two_definitions_with_one_label_have_two_identifiers() -> None:
    html = render(
        "{% definition 'Actes' 'A' %}{% definition 'Actes' 'B' %}", request=RequestFactory().get("/")
    )
    assert len(set(ids(html))) == 2


def test_pagination_keeps_the_filters_and_escapes_them() -> None:
    request = RequestFactory().get("/", {"q": '"><script>', "page": "2"})
    html = render("{% pagination page %}", page=Paginator(range(95), 10).page(2), request=request)
    assert "page=3" in html
    assert "q=%22%3E%3Cscript%3E" in html
    assert "<script>" not in html
    assert 'aria-current="page"' in html
    assert "11 à 20 sur 95" in flat(html)


def test_one_page_needs_no_pagination() -> None:
    assert render("{% pagination page %}", page=Paginator(range(5), 10).page(1)).strip() == ""


def test_empty_state_shows_how_to_begin() -> None:
    html = render("{% empty_state 'Rien' 'Un mot.' action='Créer' action_url='/creer' %}")
    assert 'href="/creer"' in html


@pytest.mark.parametrize(
    ("tags", "address"),
    [
        ("undo:/actes/3/annuler", "/actes/3/annuler"),
        ("autre undo:/x", "/x"),
        ("undo://ailleurs.example/x", ""),
        ("undo:https://ailleurs.example", ""),
        ("undo:javascript:alert(1)", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_undo_only_goes_to_this_site(tags, address) -> None:
    assert undo_url(tags) == address


def test_digits_of_choices() -> None:
    assert [choice_digit(str(rank)) for rank in range(11)] == [*"1234567890", ""]
    assert choice_digit("0_1") == ""


def test_small_filters() -> None:
    assert initials("Anaïs Roucou") == "AR"
    assert initials("accueil@example.org") == "ae"
    assert [or_dash(value) for value in (None, "", 0, "a")] == ["—", "—", 0, "a"]
    assert render("{{ 1856100|fr_amount }}") == f"18{NARROW}561,00{NO_BREAK}€"
    assert render("{{ 12.34|fr_percent }}") == f"12,3{NO_BREAK}%"
    assert "non renseigné" in render("{{ None|fr_number }} {{ None|fr_date }}")


@pytest.mark.parametrize(
    ("kind", "key", "label", "told"),
    [
        ("user", "7", "Maud Vernières", "Maud Vernières"),
        ("system", "kernel.tidy", "Système (kernel.tidy)", "Buron, tâche « Rangement de la nuit »"),
        ("system", "room.gone", "Système (room.gone)", "Buron, de lui-même"),
        ("system", "installation", "Système (installation)", "Système (installation)"),
    ],
)
def test_the_journal_says_who_without_codes(kind, key, label, told) -> None:
    assert who(JournalEntry(actor_kind=kind, actor_id=key, actor_label=label)) == told


def test_a_moment_is_said_in_local_time() -> None:
    moment = dt.datetime(2024, 4, 12, 7, 30, tzinfo=dt.UTC)
    assert render("{{ moment|fr_date }}", moment=moment).endswith(f"à 9{NO_BREAK}h{NO_BREAK}30")


def test_blocks_keep_their_content() -> None:
    html = render(
        "{% dialog 'd' titre %}<p>corps</p>{% enddialog %}{% notice 'warn' %}<p>gare</p>{% endnotice %}",
        titre="<i>",
    )
    assert "<p>corps</p>" in html
    assert "&lt;i&gt;" in html
    assert 'aria-labelledby="d-title"' in html
    assert "notice--warn" in html


# Forms


class Sample(forms.Form):
    name = forms.CharField(label="Nom <b>", help_text="Aide <b>")
    day = forms.DateField(widget=DateInput, required=False)
    party = forms.ChoiceField(choices=[("a", "Un"), ("b", "Deux")], widget=ChoiceButtons(icons={"a": "user"}))
    agreed = forms.BooleanField()
    picture = forms.FileField(widget=DropZone, required=False)
    secret = forms.CharField(widget=forms.HiddenInput)


def test_a_field_names_its_help_and_its_errors() -> None:
    html = str(Sample({"name": ""})["name"].as_field_group())
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    assert set(described.group(1).split()) == {"id_name_helptext", "id_name_error"} <= set(ids(html))
    assert 'aria-invalid="true"' in html
    assert 'for="id_name"' in html
    assert "<b>" not in html


def test_the_form_begins_with_what_is_to_be_corrected() -> None:
    form = Sample({"name": "", "party": "z"})
    html = str(form)
    anchors = re.findall(r'href="#([^"]+)"', html)
    assert {"id_name", "id_agreed"} <= set(anchors)
    assert set(anchors) <= set(ids(html))
    assert "Ce champ est obligatoire" in html  # the hidden field's error is told too
    assert len(ids(html)) == len(set(ids(html)))


def test_a_form_that_is_not_sent_has_no_summary() -> None:
    assert "notice" not in str(Sample())


def test_choice_buttons_carry_digits_and_icons() -> None:
    html = str(Sample({"party": "b"})["party"])
    assert html.count("data-key") == 2
    assert "#user" in html
    assert re.search(r'value="b"[^>]*checked', html)


def test_dates_are_written_for_the_browser() -> None:
    assert 'value="2024-04-12"' in str(Sample(initial={"day": dt.date(2024, 4, 12)})["day"])


def test_width_of_a_field() -> None:
    assert "field--short" in render("{% field form.name width='short' %}", form=Sample())


class TextsForm(forms.Form):
    title = TextsField(label="Titre", max_length=20)
    story = TextsField(label="Récit", languages=("fr", "de"), long=True, required=False)


def test_texts_keep_only_the_languages_that_are_written() -> None:
    form = TextsForm({"title_fr": "Cascade", "title_en": "Waterfall", "title_de": " ", "story_de": "Hof"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"title": {"fr": "Cascade", "en": "Waterfall"}, "story": {"de": "Hof"}}


def test_french_is_the_reference() -> None:
    form = TextsForm({"title_en": "Waterfall"})
    assert not form.is_valid()
    assert "français" in form.errors["title"][0]


def test_each_language_obeys_the_length() -> None:
    assert not TextsForm({"title_fr": "Cascade", "title_nl": "x" * 21}).is_valid()


def test_texts_are_drawn_side_by_side_with_their_language() -> None:
    form = TextsForm(initial={"title": {"fr": "Cascade", "nl": "<Waterval>"}})
    form.fields["title"].widget.machine = frozenset({"nl"})
    html = str(form["title"])
    assert html.count("langs__cell") == 5
    assert 'lang="nl"' in html
    assert "&lt;Waterval&gt;" in html
    assert html.count("traduction automatique") == 1
    assert set(re.findall(r'for="([^"]+)"', html)) <= set(ids(html))


class FilesForm(forms.Form):
    photos = FilesField(required=False)


def test_several_files() -> None:
    sent = [SimpleUploadedFile("a.jpg", b"a"), SimpleUploadedFile("b.jpg", b"b")]
    form = FilesForm({}, MultiValueDict({"photos": sent}))
    assert form.is_valid(), form.errors
    assert [one.name for one in form.cleaned_data["photos"]] == ["a.jpg", "b.jpg"]
    empty = FilesForm({}, MultiValueDict())
    assert empty.is_valid()
    assert empty.cleaned_data["photos"] == []
    assert not FilesForm({}, MultiValueDict({"photos": [SimpleUploadedFile("vide.jpg", b"")]})).is_valid()


def test_the_sample_form_is_a_working_form() -> None:
    assert SampleForm({"name": "Buron"}).is_valid()


# The page, and the pages of errors


@pytest.fixture
def kit_page(client, db) -> str:
    response = client.get("/kit")
    assert response.status_code == 200
    return response.content.decode()


def test_identifiers_of_the_page_are_unique_and_references_lead_somewhere(kit_page) -> None:
    known = ids(kit_page)
    assert sorted(known) == sorted(set(known))
    for attribute in ("for", "aria-labelledby", "aria-describedby", "popovertarget", "data-dialog-open"):
        for value in re.findall(rf'\s{attribute}="([^"]+)"', kit_page):
            assert set(value.split()) <= set(known), (attribute, value)


def test_the_policy_forbids_inline_code(client, db) -> None:
    policy = client.get("/kit")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


def test_sample_message_can_be_undone(client) -> None:
    assert "undo" in client.get("/kit/message")["HX-Trigger"]
    assert client.post("/kit/message/annuler").status_code == 204
    assert client.get("/kit/message/annuler").status_code == 405


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503", "kernel/offline"])
def test_error_pages_need_no_request(name) -> None:
    from django.template.loader import render_to_string

    html = render_to_string(f"{name}.html")
    assert "<h1>" in html
    assert "Buron" in html
    assert not re.search(r"<h1>\s*</h1>", html)


def test_public_page_wears_its_language(client) -> None:
    from django.utils.translation import override

    with override("de"):
        html = Template('{% extends "kernel/public.html" %}').render(Context({}))
    assert '<html lang="de">' in html


ROOT = Path(__file__).resolve().parents[2]


def test_the_kit_shows_every_component() -> None:
    components = {
        path.stem for path in (ROOT / "src/buron/kernel/templates/kernel/components").glob("*.html")
    }
    shown = "".join(
        path.read_text() for path in (ROOT / "src/buron/kernel/templates/kernel/kit").glob("*.html")
    )
    by_tag = {
        "definition": "definition=",
        "dialog": "{% dialog",
        "empty": "empty_state",
        "error_summary": "error_summary",
        "keyfigure": "keyfigure",
        "pagination": "pagination",
    }
    missing = {name for name in components if by_tag.get(name, f"components/{name}.html") not in shown} - {
        "languages"
    }
    assert not missing
