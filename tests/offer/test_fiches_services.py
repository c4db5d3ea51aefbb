"""What the office does to fiches: creating, editing, hiding, checking."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from buron.kernel.actors import Actor
from buron.kernel.models import JournalEntry
from buron.offer import services
from buron.offer.columns import EXPECTED, columns_of, completeness_of, lacking, sessions_of, slug_of
from buron.offer.models import Fiche, Session
from buron.offer.rules import (
    BadPath,
    check_path,
    compose,
    differences,
    local_of,
    value_at,
    with_override,
    without_override,
)
from tests.offer.import_kit import Feed, thing

scoped = pytest.mark.usefixtures("scoped")

INN = {
    "kind": "restaurant",
    "name": {"fr": "Auberge du Puy", "en": "Puy Inn"},
    "short": {"fr": "Cuisine de saison."},
    "address": {"insee": "15014", "city": "Aurillac"},
}


@pytest.fixture
def inn(system, scoped) -> Fiche:
    return services.create_fiche(actor=system, body=INN)


@scoped
class TestCreating:
    def test_a_fiche_of_the_office_has_its_columns_and_is_found(self, inn):
        from buron.offer.queries import SearchQuery, search

        assert (inn.kind, inn.name, inn.insee, inn.state) == (
            "restaurant",
            "Auberge du Puy",
            "15014",
            "published",
        )
        assert inn.checked_on == timezone.localdate()
        assert inn.body == INN
        assert [hit.id for hit in search(SearchQuery(text="auberge")).hits] == [inn.pk]

    def test_is_in_the_journal(self, inn):
        assert JournalEntry.objects.get(action="offer.fiche.created").target_id == str(inn.pk)

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"kind": "restaurant"},
            {"kind": "soucoupe", "name": {"fr": "A"}},
            {"kind": "restaurant", "name": {}},
            {"kind": "restaurant", "name": {"fr": " "}},
            {"kind": "restaurant", "name": "Auberge"},
            {"kind": "restaurant", "name": {"fr": "A"}, "inconnu": 1},
            {"kind": "restaurant", "name": {"fr": "A"}, "position": {"lat": 99, "lon": 2}},
            {
                "kind": "event",
                "name": {"fr": "A"},
                "sessions": [{"start": "2026-09-02", "end": "2026-09-01"}],
            },
            {"kind": "restaurant", "name": {"fr": "A\x00"}},
        ],
    )
    def test_nonsense_is_refused_in_french(self, system, body):
        with pytest.raises(services.BadFiche) as caught:
            services.create_fiche(actor=system, body=body)
        assert caught.value.problems
        assert Fiche.objects.count() == 0

    def test_a_right_is_needed(self, office, make_member):
        reader = Actor.member(make_member(office, "accueil", "elu"))
        with pytest.raises(PermissionDenied):
            services.create_fiche(actor=reader, body=INN)


@scoped
class TestEditing:
    def test_several_fields_at_once(self, system, inn):
        services.edit_fiche(
            actor=system,
            fiche=inn,
            values={"short.en": "Seasonal food.", "name.fr": "Auberge neuve", "pets": True},
        )
        inn.refresh_from_db()
        assert (inn.name, inn.slug) == ("Auberge neuve", "auberge-neuve")
        assert slug_of("Gîte de l’Œillet") == "gite-de-l-oeillet"
        assert inn.body["short"] == {"fr": "Cuisine de saison.", "en": "Seasonal food."}
        assert inn.body["pets"] is True
        entry = JournalEntry.objects.get(action="offer.fiche.edited")
        assert entry.before == {"short.en": None, "name.fr": "Auberge du Puy", "pets": None}

    def test_saving_the_same_edits_nothing(self, system, inn):
        services.edit_fiche(actor=system, fiche=inn, values={"name.fr": "Auberge du Puy"})
        assert not JournalEntry.objects.filter(action="offer.fiche.edited").exists()

    def test_sessions_follow(self, system, inn):
        services.override(
            actor=system, fiche=inn, path="sessions", value=[{"start": "2026-07-01", "end": "2026-07-03"}]
        )
        assert [(str(one.start), str(one.end)) for one in Session.objects.filter(fiche=inn)] == [
            ("2026-07-01", "2026-07-03")
        ]

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("inconnu", 1),
            ("aliases", ["apidae:1"]),
            ("", "x"),
            ("name..fr", "x"),
            ("name", "pas des textes"),
            ("name.fr", 12),
            ("position", {"lat": 1}),
            ("kind", "soucoupe"),
            ("contacts", [{"type": "phone"}]),
            ("prices", {"items": [{"min": 500, "max": 100}]}),
            ("sessions", [{"start": "demain"}]),
            ("short.fr", "x" * 300_000),
        ],
    )
    def test_nonsense_is_refused_and_changes_nothing(self, system, inn, path, value):
        with pytest.raises(services.BadFiche):
            services.override(actor=system, fiche=inn, path=path, value=value)
        inn.refresh_from_db()
        assert inn.body == INN

    def test_the_name_cannot_be_hidden(self, system, tmp_path):
        feed = Feed(system, tmp_path)
        feed.take(thing(1))
        services.override(actor=system, fiche=feed.fiche(1), path="name.fr", value=None)
        assert feed.fiche(1).name == "Hôtel numéro 1"

    def test_hiding_a_text_of_the_source(self, system, tmp_path):
        feed = Feed(system, tmp_path)
        feed.take(thing(1))
        services.override(actor=system, fiche=feed.fiche(1), path="short.fr", value=None)
        assert not feed.fiche(1).body.get("short")
        services.drop_override(actor=system, fiche=feed.fiche(1), path="short.fr")
        assert feed.fiche(1).body["short"]["fr"]

    def test_edits_are_dropped_one_by_one(self, system, tmp_path):
        feed = Feed(system, tmp_path)
        feed.take(thing(1))
        services.edit_fiche(actor=system, fiche=feed.fiche(1), values={"name.fr": "Nom", "short.fr": "Texte"})
        services.drop_override(actor=system, fiche=feed.fiche(1), path="name.fr")
        assert (feed.fiche(1).name, feed.fiche(1).body["short"]["fr"]) == ("Hôtel numéro 1", "Texte")
        assert feed.fiche(1).local == {"short.fr": "Texte"}

    def test_a_fiche_without_source_has_nothing_to_go_back_to(self, system, inn):
        with pytest.raises(services.BadFiche):
            services.drop_override(actor=system, fiche=inn, path="short.fr")

    def test_a_bad_value_of_the_source_elsewhere_does_not_block_the_editor(self, system, inn):
        Fiche.objects.filter(pk=inn.pk).update(
            body={**INN, "siret": "pas un siret"}, local={**local_of(INN), "siret": "x"}
        )
        inn.refresh_from_db()
        services.override(actor=system, fiche=inn, path="short.fr", value="Autre.")
        inn.refresh_from_db()
        assert inn.body["short"]["fr"] == "Autre."


@scoped
class TestStates:
    def test_hide_publish_archive(self, system, inn):
        for service, state in (
            (services.hide, "hidden"),
            (services.publish, "published"),
            (services.archive, "archived"),
        ):
            assert service(actor=system, fiche=inn).state == state
        actions = set(JournalEntry.objects.values_list("action", flat=True))
        assert {"offer.fiche.hidden", "offer.fiche.published", "offer.fiche.archived"} <= actions

    def test_checking_moves_forward_only(self, system, inn):
        today = timezone.localdate()
        services.mark_checked(actor=system, fiche=inn, day=today - dt.timedelta(days=30))
        inn.refresh_from_db()
        assert inn.checked_on == today
        with pytest.raises(services.BadFiche):
            services.mark_checked(actor=system, fiche=inn, day=today + dt.timedelta(days=1))

    def test_an_import_does_not_make_a_checked_fiche_older(self, system, tmp_path):
        feed = Feed(system, tmp_path)
        feed.take(thing(1))
        services.mark_checked(actor=system, fiche=feed.fiche(1))
        feed.take(thing(1, "Autre nom"))
        assert feed.fiche(1).checked_on == timezone.localdate()

    def test_another_office_does_not_find_it(self, system, inn, other_office):
        from buron.kernel.tenancy import office_scope

        with office_scope(other_office), pytest.raises(Fiche.DoesNotExist):
            services.hide(actor=Actor.system("tests", other_office), fiche=inn)


class TestRules:
    def test_the_first_source_wins_and_the_others_fill(self):
        first = {"kind": "hotel", "name": {"fr": "A"}, "short": {"fr": "un"}}
        second = {"kind": "hotel", "name": {"fr": "B", "en": "B in English"}, "pets": False}
        body = compose([first, second])
        assert body == {
            "kind": "hotel",
            "name": {"fr": "A", "en": "B in English"},
            "short": {"fr": "un"},
            "pets": False,
        }

    def test_a_field_may_prefer_another_source(self):
        first = {"kind": "hotel", "name": {"fr": "A"}, "short": {"fr": "un"}}
        second = {"kind": "hotel", "name": {"fr": "B"}, "short": {"fr": "deux", "en": "two"}}
        body = compose([first, second], winners={"short": 1})
        assert (body["name"], body["short"]) == ({"fr": "A"}, {"fr": "deux", "en": "two"})

    def test_the_flag_of_a_machine_goes_with_its_text(self):
        source = {
            "kind": "hotel",
            "name": {"fr": "A"},
            "short": {"fr": "un", "en": "one"},
            "machine": ["short.en"],
        }
        assert compose([source])["machine"] == ["short.en"]
        assert "machine" not in compose([source], {"short.en": "ours"})
        other = {"kind": "hotel", "name": {"fr": "A"}, "short": {"en": "by hand"}}
        assert "machine" not in compose([other, source])
        assert compose([{"kind": "hotel", "name": {"fr": "A"}}, source])["machine"] == ["short.en"]

    def test_composing_changes_no_source(self):
        source = {"kind": "hotel", "name": {"fr": "A"}, "address": {"city": "Aurillac"}}
        compose([source], {"address.city": "Arpajon", "name.fr": "B"})
        assert source == {"kind": "hotel", "name": {"fr": "A"}, "address": {"city": "Aurillac"}}

    def test_edits_inside_one_another(self):
        local = with_override({}, "address.city", "Aurillac")
        local = with_override(local, "address", {"city": "Arpajon", "postcode": "15130"})
        assert local == {"address": {"city": "Arpajon", "postcode": "15130"}}
        local = with_override(local, "address.city", "Vic")
        assert local == {"address": {"city": "Vic", "postcode": "15130"}}
        assert without_override(local, "address") == {}

    @pytest.mark.parametrize("path", ["", "zzz", "name..fr", "machine", "aliases.0", "name.fr.x.y.z", "."])
    def test_paths_that_name_nothing(self, path):
        with pytest.raises(BadPath):
            check_path(path)

    texts = st.dictionaries(st.sampled_from(["fr", "en", "de"]), st.text(min_size=1, max_size=8), min_size=1)
    bodies = st.fixed_dictionaries(
        {"kind": st.just("hotel"), "name": texts},
        optional={
            "short": texts,
            "description": texts,
            "pets": st.booleans(),
            "languages": st.lists(st.just("fr")),
        },
    )

    @given(bodies, bodies)
    def test_what_differs_is_all_that_differs(self, before, after):
        changes = differences(before, after)
        assert compose([before], {change.path: change.after for change in changes}) == after
        assert all(value_at(before, change.path) == change.before for change in changes)

    @given(bodies)
    def test_a_body_as_edits_is_that_body(self, body):
        assert compose([], local_of(body)) == body

    @given(bodies, bodies, st.sampled_from(["name.fr", "short.en", "pets", "languages"]))
    def test_an_edit_dropped_leaves_the_sources(self, first, second, path):
        local = without_override(with_override({}, path, "x"), path)
        assert compose([first, second], local) == compose([first, second])


class TestColumns:
    def test_positions_off_the_globe_and_broken_days_are_left_out(self):
        columns, sessions = columns_of(
            {
                "kind": "event",
                "name": {"en": "Fair"},
                "position": {"lat": 144.0, "lon": 2.0},
                "source_updated": "2026-02-31T10:00:00",
                "sessions": [
                    {"start": "2026-02-31"},
                    {"start": "2026-03-02", "end": "2026-03-01"},
                    {"start": "2026-03-05"},
                ],
            }
        )
        assert (columns.latitude, columns.longitude, columns.checked_on) == (None, None, None)
        assert [(one.start, one.end) for one in sessions] == [("2026-03-05", "2026-03-05")]

    def test_sessions_are_once_each_in_order(self):
        body = {"sessions": [{"start": "2026-03-05"}, {"start": "2026-03-01"}, {"start": "2026-03-05"}]}
        assert [one.start for one in sessions_of(body)] == ["2026-03-01", "2026-03-05"]

    @pytest.mark.parametrize("kind", sorted(EXPECTED))
    def test_a_bare_fiche_lacks_almost_everything(self, kind):
        body = {"kind": kind, "name": {"fr": "A"}}
        assert "name.fr" not in lacking(body)
        assert completeness_of(body) == 100 // len(EXPECTED[kind])
        assert len(lacking(body)) == len(EXPECTED[kind]) - 1

    @given(
        st.dictionaries(
            st.sampled_from(["kind", "name", "short", "address", "position", "sessions", "contacts"]),
            st.none(),
        )
    )
    def test_nulls_are_survived(self, body):
        with pytest.raises(ValueError):
            columns_of(body)
