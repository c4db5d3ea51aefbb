"""Editing tab by tab: what a form shows, gives back, refuses, and how two people do not lose each other's work."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from buron.offer import services
from buron.offer.body_check import body_problems
from buron.offer.forms import TABS
from buron.offer.forms.schedule import DatesField, SlotsField, dates_as_typed, slots_as_typed
from buron.offer.models import Fiche, Source, SourceRecord
from buron.offer.services.editing import Conflict, digest_of, save_form
from tests.offer.fiches import make_fiche

FULL: dict[str, Any] = {
    "kind": "rental",
    "subkind": "Gîte",
    "name": {"fr": "Gîte du Roc", "en": "Roc Cottage", "it": "Casa del Roc"},
    "short": {"fr": "Un gîte.", "de": "Ein Ferienhaus."},
    "description": {"fr": "Première ligne.\n\nSeconde."},
    "machine": ["short.de"],
    "address": {
        "lines": ["Le Bourg", "Bât. B"],
        "postcode": "15800",
        "city": "Vic-sur-Cère",
        "insee": "15258",
    },
    "position": {"lat": 44.98, "lon": 2.62, "altitude": 680},
    "contacts": [
        {"type": "phone", "value": "04 71 00 00 00"},
        {"type": "email", "value": "a@example.org", "label": "réservation"},
    ],
    "opening": {
        "text": {"fr": "D’avril à octobre", "it": "Da aprile"},
        "periods": [
            {
                "start": "2026-04-01",
                "end": "2026-10-31",
                "yearly": True,
                "weekdays": [1, 2, 3],
                "slots": [{"opens": "09:00", "closes": "12:30"}, {"opens": "14:00"}],
                "holidays": False,
                "name": {"fr": "Saison"},
                "note": {"fr": "sauf pluie", "en": "not when it rains"},
            },
            {"nth": [[1, 7], [-1, 6]], "slots": [{}]},
            {"start": "2026-07-14", "end": "2026-07-14", "closed": True},
        ],
        "open_dates": ["2026-11-01"],
        "closed_dates": ["2026-07-14", "2026-08-15"],
        "closed_holidays": ["christmas", "fête-du-village"],
        "open_holidays": ["assumption"],
    },
    "sessions": [{"start": "2026-07-01", "end": "2026-07-03", "opens": "20:30", "note": "au four"}],
    "prices": {
        "free": False,
        "items": [
            {
                "label": {"fr": "Semaine", "en": "Week"},
                "min": 35000,
                "max": 52050,
                "currency": "EUR",
                "start": "2026-07-01",
            },
            {"min": 8000, "unit": "nuit"},
        ],
        "payment": ["Carte bancaire", "Chèques-vacances"],
        "text": {"fr": "De 350 à 520,50 €"},
    },
    "labels": [
        {"key": "gites-de-france", "label": "Gîtes de France", "value": "3 épis", "start": "2024-01-01"},
        {
            "key": "classement",
            "label": "Meublé classé",
            "value": "3 étoiles",
            "stars": 3,
            "ranking": True,
            "end": "2028-05-01",
        },
    ],
    "capacity": {"persons": 6, "rooms": 3},
    "languages": ["fr", "en", "oc"],
    "amenities": [{"key": "wifi-id-12", "label": "Wifi"}, {"key": "lave-linge", "label": "Lave-linge"}],
    "themes": [{"key": "montagne"}],
    "pets": True,
    "groups": {"min": 2},
    "booking_required": True,
    "manager": "Association du Roc",
    "siret": "12345678901234",
}


def shown_data(tab: str, body: dict[str, Any]) -> dict[str, str | list[str]]:
    """What a browser sends when the form is saved as it was shown."""
    form = TABS[tab](body)
    data: dict[str, Any] = {}
    for one in [form, *(formset.management_form for formset in form.rows.values())]:
        for bound in one:
            _collect(bound, data)
    for formset in form.rows.values():
        for row in formset:
            for bound in row:
                _collect(bound, data)
    return data


def _collect(bound: Any, data: dict[str, Any]) -> None:
    widget = bound.field.widget
    value = bound.value()
    if hasattr(widget, "decompress"):
        for code, text in zip(widget.languages, widget.decompress(value), strict=True):
            data[f"{bound.html_name}_{code}"] = text
    elif isinstance(value, bool):
        if value:
            data[bound.html_name] = "on"
    elif isinstance(value, list | tuple):
        data[bound.html_name] = [str(one) for one in value]
    elif value is not None:
        data[bound.html_name] = widget.format_value(value) or ""


def url(office, fiche: Fiche, tab: str) -> str:
    return f"/{office.slug}/offre/fiches/{fiche.pk}/modifier/{tab}/"


@pytest.fixture
def fiche(scoped, system) -> Fiche:
    """A fiche that a source sends."""
    source = Source.objects.create(office=scoped, name="Région", connector="apidae")
    made = make_fiche(
        scoped,
        FULL["name"]["fr"],
        **{key: value for key, value in FULL.items() if key not in ("name", "kind")},
    )
    Fiche.objects.filter(pk=made.pk).update(body=FULL, kind="rental")
    SourceRecord.objects.create(
        office=scoped,
        source=source,
        external_id="1",
        fiche=made,
        recipe="x",
        digest=b"0" * 16,
        body=FULL,
        received_at=timezone.now(),
    )
    made.refresh_from_db()
    return made


@pytest.fixture
def editor(scoped, make_client):
    return make_client(scoped, "etourisme")


@pytest.mark.django_db
class TestForms:
    @pytest.mark.parametrize("tab", TABS)
    def test_saving_a_form_as_it_is_shown_changes_nothing(self, fiche, scoped, editor, tab):
        response = editor.post(url(scoped, fiche, tab), shown_data(tab, fiche.body))
        assert response.status_code == 302, response.content.decode()[-3000:]
        fiche.refresh_from_db()
        assert fiche.local == {}
        assert fiche.body == FULL

    @pytest.mark.parametrize("tab", TABS)
    def test_what_a_form_gives_back_is_a_body(self, tab):
        form = TABS[tab](FULL)
        rows = {name: form._kept(name, form._initial_rows(name)) for name in form.lists}
        given_back = form.write(form.start, rows)
        alone = {path: value for path, value in given_back.items() if value is not None and "." not in path}
        assert body_problems({"kind": "rental", "name": {"fr": "x"}, **alone}) == []

    @pytest.mark.parametrize(("tab", "name"), [("ouverture", "periods-0-note"), ("prix", "items-0-note")])
    def test_a_note_of_several_lines_is_not_joined(self, fiche, scoped, editor, tab, name):
        answer = editor.get(f"/{scoped.slug}/offre/fiches/{fiche.pk}/modifier/{tab}/")
        assert f'<textarea name="{name}"' in answer.content.decode()

    @pytest.mark.parametrize("tab", TABS)
    def test_an_empty_body_shows_empty_forms(self, tab):
        assert TABS[tab]({"kind": "nature", "name": {"fr": "Lac"}}).start is not None

    def test_one_change_is_one_edit_and_the_rest_stays(self, fiche, scoped, editor):
        data = {**shown_data("prix", fiche.body), "items-0-max": "600"}
        editor.post(url(scoped, fiche, "prix"), data)
        fiche.refresh_from_db()
        assert list(fiche.local) == ["prices"]
        first = fiche.body["prices"]["items"][0]
        assert first == {**FULL["prices"]["items"][0], "max": 60000}

    def test_lines_are_added_and_removed(self, fiche, scoped, editor):
        data = shown_data("contacts", fiche.body)
        data |= {
            "contacts-2-type": "web",
            "contacts-2-value": "https://example.org",
            "contacts-0-DELETE": "on",
        }
        editor.post(url(scoped, fiche, "contacts"), data)
        fiche.refresh_from_db()
        assert [contact["type"] for contact in fiche.body["contacts"]] == ["email", "web"]

    def test_a_season_is_written_as_it_is_typed(self, fiche, scoped, editor):
        data = shown_data("ouverture", fiche.body)
        data |= {
            "periods-3-start": "2026-12-20",
            "periods-3-end": "2026-12-31",
            "periods-3-slots": "10h-12h, 14h30-18h",
            "periods-3-weekdays": ["6", "7"],
            "periods-3-holidays": "yes",
        }
        editor.post(url(scoped, fiche, "ouverture"), data)
        fiche.refresh_from_db()
        assert fiche.body["opening"]["periods"][:3] == FULL["opening"]["periods"]
        assert fiche.body["opening"]["periods"][3] == {
            "start": "2026-12-20",
            "end": "2026-12-31",
            "weekdays": [6, 7],
            "slots": [{"opens": "10:00", "closes": "12:00"}, {"opens": "14:30", "closes": "18:00"}],
            "holidays": True,
        }

    @pytest.mark.parametrize(
        ("tab", "wrong", "message"),
        [
            ("identite", {"name_fr": ""}, "au moins le texte français"),
            ("identite", {"siret": "12"}, "14 chiffres"),
            ("localisation", {"lat": "91"}, "90"),
            ("localisation", {"lon": ""}, "aucune des deux"),
            ("localisation", {"insee": "99999"}, "code INSEE"),
            ("contacts", {"contacts-1-value": "pas une adresse"}, "arobase"),
            ("ouverture", {"periods-0-slots": "le matin"}, "9h-12h30"),
            ("ouverture", {"closed_dates": "31/02/2026"}, "14/07/2026"),
            ("ouverture", {"periods-1-weekdays": []}, "Cochez aussi le jour"),
            ("prix", {"items-0-min": "900"}, "plus petit"),
            ("services", {"group_max": "1"}, "plus petit"),
        ],
    )
    def test_what_is_wrong_is_said_in_its_place_and_nothing_is_lost(
        self, fiche, scoped, editor, tab, wrong, message
    ):
        data = {**shown_data(tab, fiche.body), **wrong}
        response = editor.post(url(scoped, fiche, tab), data)
        assert response.status_code == 422
        page = response.content.decode()
        assert message in page and 'aria-invalid="true"' in page
        fiche.refresh_from_db()
        assert fiche.local == {}

    def test_a_machine_translation_is_marked_until_somebody_writes_it(self, fiche, scoped, editor):
        page = editor.get(url(scoped, fiche, "textes")).content.decode()
        assert "traduction automatique" in page
        data = {**shown_data("textes", fiche.body), "short_de": "Ein Haus in den Bergen."}
        editor.post(url(scoped, fiche, "textes"), data)
        fiche.refresh_from_db()
        assert fiche.local == {"short.de": "Ein Haus in den Bergen."}
        assert "machine" not in fiche.body

    def test_the_commune_is_deduced_from_the_address(self, scoped, system, editor):
        made = services.create_fiche(actor=system, body={"kind": "nature", "name": {"fr": "Lac"}})
        data = {**shown_data("localisation", made.body), "postcode": "15800", "city": "vic sur cère"}
        response = editor.post(url(scoped, made, "localisation"), data)
        assert response.status_code == 302, response.context["form"].errors
        made.refresh_from_db()
        assert (made.insee, made.body["address"]["city"]) == ("15258", "vic sur cère")


@pytest.mark.django_db
class TestTogether:
    """Two people with the same form open."""

    def test_different_fields_both_stay(self, fiche, scoped, editor):
        first, second = shown_data("textes", fiche.body), shown_data("textes", fiche.body)
        editor.post(url(scoped, fiche, "textes"), {**first, "short_fr": "Nouveau texte court."})
        editor.post(url(scoped, fiche, "textes"), {**second, "description_fr": "Nouvelle description."})
        fiche.refresh_from_db()
        assert fiche.body["short"]["fr"] == "Nouveau texte court."
        assert fiche.body["description"]["fr"] == "Nouvelle description."

    def test_the_same_field_is_a_conflict_that_shows_both_and_loses_none(self, fiche, scoped, editor):
        late = shown_data("textes", fiche.body)
        editor.post(url(scoped, fiche, "textes"), {**late, "short_fr": "Version d’Anne."})
        response = editor.post(url(scoped, fiche, "textes"), {**late, "short_fr": "Version de Benoît."})
        page = response.content.decode()
        assert response.status_code == 422
        assert "Version d’Anne." in page and "Version de Benoît." in page
        fiche.refresh_from_db()
        assert fiche.body["short"]["fr"] == "Version d’Anne."

    def test_saving_again_after_the_conflict_decides(self, fiche, scoped, editor):
        late = shown_data("textes", fiche.body)
        editor.post(url(scoped, fiche, "textes"), {**late, "short_fr": "Version d’Anne."})
        again = editor.post(url(scoped, fiche, "textes"), {**late, "short_fr": "Version de Benoît."})
        seen = again.context["form"].data["seen"]
        editor.post(url(scoped, fiche, "textes"), {**late, "short_fr": "Version de Benoît.", "seen": seen})
        fiche.refresh_from_db()
        assert fiche.body["short"]["fr"] == "Version de Benoît."

    def test_an_import_meanwhile_is_not_written_over(self, fiche, system):
        seen = {"description.fr": [digest_of("ancien"), digest_of("ancien")]}
        with pytest.raises(Conflict):
            save_form(actor=system, fiche=fiche, values={"description.fr": "mien"}, seen=seen)

    def test_the_same_words_from_both_are_no_conflict(self, fiche, system):
        seen = {"short.fr": [digest_of("ancien"), digest_of("ancien")]}
        saved = save_form(actor=system, fiche=fiche, values={"short.fr": FULL["short"]["fr"]}, seen=seen)
        assert saved.local == {}


@pytest.mark.django_db
class TestGestures:
    def test_an_edit_says_what_it_hides_and_can_be_dropped(self, fiche, scoped, system, editor):
        services.edit_fiche(actor=system, fiche=fiche, values={"short.fr": "Ici."})
        page = editor.get(f"/{scoped.slug}/offre/fiches/{fiche.pk}/").content.decode()
        assert "modifié ici" in page and "Un gîte." in page
        editor.post(f"/{scoped.slug}/offre/fiches/{fiche.pk}/retablir/", {"path": "short.fr"})
        fiche.refresh_from_db()
        assert fiche.local == {} and fiche.body["short"]["fr"] == "Un gîte."

    def test_an_edit_of_an_unknown_field_is_refused_politely(self, fiche, scoped, editor):
        response = editor.post(
            f"/{scoped.slug}/offre/fiches/{fiche.pk}/retablir/", {"path": "nawak.x"}, follow=True
        )
        assert "n’existe pas" in response.content.decode()

    def test_checked_today(self, fiche, scoped, editor):
        editor.post(f"/{scoped.slug}/offre/fiches/{fiche.pk}/verifiee/")
        fiche.refresh_from_db()
        assert fiche.checked_on == timezone.localdate()

    @pytest.mark.parametrize(
        ("word", "state"), [("masquer", "hidden"), ("archiver", "archived"), ("nawak", "published")]
    )
    def test_states(self, fiche, scoped, editor, word, state):
        editor.post(f"/{scoped.slug}/offre/fiches/{fiche.pk}/etat/{word}/")
        fiche.refresh_from_db()
        assert fiche.state == state

    def test_a_new_fiche_is_a_draft_to_complete(self, scoped, editor):
        response = editor.post(
            f"/{scoped.slug}/offre/fiches/nouvelle/",
            {"name": "Le Four", "kind": "heritage", "short": "Un four."},
        )
        made = Fiche.objects.get(name="Le Four")
        assert response["Location"].endswith(f"/{made.pk}/modifier/textes/")
        assert (made.state, made.body["short"]) == ("draft", {"fr": "Un four."})

    def test_a_new_fiche_without_a_name_is_not_made(self, scoped, editor):
        assert editor.post(f"/{scoped.slug}/offre/fiches/nouvelle/", {"kind": "nature"}).status_code == 422
        assert not Fiche.objects.exists()


class TestTyped:
    @pytest.mark.parametrize(
        ("text", "slots"),
        [
            ("9h-12h30, 14h-18h", [("09:00", "12:30"), ("14:00", "18:00")]),
            ("9:00–12:00 et 14:00 à 18:30", [("09:00", "12:00"), ("14:00", "18:30")]),
            ("de 10h à 17h", [("10:00", "17:00")]),
            ("à partir de 20h30", [("20:30", None)]),
            ("18h-24h", [("18:00", "00:00")]),
            ("", []),
        ],
    )
    def test_hours_are_read_as_people_write_them(self, text, slots):
        found = SlotsField(required=False).clean(text)
        assert [(slot["opens"], slot.get("closes")) for slot in found] == slots

    @given(st.lists(st.tuples(st.times(), st.none() | st.times()), max_size=4))
    def test_hours_survive_being_shown(self, pairs):
        slots = [
            {"opens": a.strftime("%H:%M"), **({"closes": b.strftime("%H:%M")} if b else {})} for a, b in pairs
        ]
        assert SlotsField(required=False).clean(slots_as_typed(slots)) == slots

    @given(st.lists(st.dates(min_value=dt.date(1000, 1, 1)).map(dt.date.isoformat), unique=True, max_size=6))
    def test_dates_survive_being_shown(self, days):
        assert DatesField(required=False).clean(dates_as_typed(days)) == sorted(days)

    @given(st.text(max_size=30))
    def test_any_text_is_read_or_refused(self, text):
        from django.core.exceptions import ValidationError

        for field in (SlotsField(required=False), DatesField(required=False)):
            try:
                field.clean(text)
            except ValidationError:
                continue
