"""Importing: what comes in, what an unchanged feed costs, what goes missing, what the office edited."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from buron.kernel.actors import Actor
from buron.kernel.models import JournalEntry
from buron.offer import services
from buron.offer.models import Fiche, Run, Session, SourceRecord
from tests.offer.import_kit import Feed, answer, export, snapshot, thing, write

pytestmark = pytest.mark.usefixtures("scoped")


@pytest.fixture
def feed(system, tmp_path) -> Feed:
    return Feed(system, tmp_path)


class TestFirstImport:
    def test_records_become_fiches_with_their_columns(self, feed):
        run = feed.take(thing(1, "Hôtel du Lac"), thing(2))
        assert (run.state, run.created, run.refused) == ("applied", 2, 0)
        fiche = feed.fiche(1)
        assert (fiche.kind, fiche.name, fiche.slug) == ("hotel", "Hôtel du Lac", "hotel-du-lac")
        assert (fiche.insee, fiche.latitude, fiche.longitude) == ("15014", 44.9, 2.41)
        assert fiche.state == Fiche.State.PUBLISHED
        assert fiche.checked_on.isoformat() == "2026-03-02"
        assert fiche.body["short"]["fr"] == "Un hôtel calme, le 1e."
        assert 0 < fiche.completeness < 100

    def test_is_found_by_the_search_at_once(self, feed):
        from buron.offer.queries import SearchQuery, search

        feed.take(thing(1, "Hôtel du Lac"), thing(2, "Auberge des Cimes"))
        assert [hit.name for hit in search(SearchQuery(text="lac")).hits] == ["Hôtel du Lac"]

    def test_is_in_the_journal_once(self, feed):
        run = feed.take(thing(1), thing(2))
        entry = JournalEntry.objects.get(action="offer.run.applied")
        assert (entry.target_id, entry.after) == (str(run.pk), {"created": 2})

    def test_an_event_has_all_its_days(self, feed):
        periods = [
            {"dateDebut": day, "dateFin": day, "horaireOuverture": "10:00:00", "horaireFermeture": "12:00:00"}
            for day in ("2026-07-04", "2026-07-11", "2026-07-18")
        ]
        event = thing(7, "Marché de nuit", ouverture={"periodesOuvertures": periods})
        event["type"] = "FETE_ET_MANIFESTATION"
        feed.take(event)
        fiche = feed.fiche(7)
        days = [(str(one.start), str(one.end), str(one.opens)) for one in Session.objects.filter(fiche=fiche)]
        assert days == [(f"2026-07-{day}",) * 2 + ("10:00:00",) for day in ("04", "11", "18")]
        assert (str(fiche.first_day), str(fiche.last_day)) == ("2026-07-04", "2026-07-18")

    def test_a_bad_record_is_refused_by_name_and_the_others_go_on(self, feed):
        nameless = thing(3)
        nameless["nom"] = {}
        unknown = thing(4, "Chose étrange", type="SOUCOUPE")
        run = feed.take(thing(1), nameless, unknown, thing(2))
        assert (run.state, run.created, run.refused) == ("applied", 2, 2)
        assert [(one["source_id"], one["name"]) for one in run.refusals] == [
            ("3", ""),
            ("4", "Chose étrange"),
        ]
        assert all(one["reason"] for one in run.refusals)

    def test_the_same_identifier_twice_in_a_feed_is_refused(self, feed):
        run = feed.take(thing(1, "Premier"), thing(1, "Second"))
        assert (run.created, run.refused) == (1, 1)
        assert feed.fiche(1).name == "Premier"

    def test_what_cannot_be_stored_is_cleaned_or_refused(self, feed):
        data = answer(thing(1, "Hôtel NUL du Lac"), thing(2)).replace(b"NUL", b"\\u0000")
        run = feed.take_file(write(feed.folder, data))
        assert (run.state, run.created + run.refused) == ("applied", 2)
        assert "\x00" not in str(list(Fiche.objects.values_list("name", "body")))

    def test_names_too_long_for_their_column_are_cut(self, feed):
        feed.take(thing(1, "Très " * 200 + "long"))
        assert len(feed.fiche(1).name) <= 250


class TestAgain:
    def test_the_same_file_changes_no_byte(self, feed):
        feed.take(thing(1), thing(2))
        before = snapshot()
        run = feed.take(thing(1), thing(2))
        assert (run.state, run.unchanged, run.created, run.updated) == ("applied", 2, 0, 0)
        assert snapshot() == before

    def test_other_bytes_that_say_the_same_change_no_fiche(self, feed):
        feed.take(thing(1), thing(2))
        before = snapshot()
        spaced = answer(thing(1), thing(2)).replace(b'": ', b'" :  ')
        run = feed.take_file(write(feed.folder, spaced))
        assert (run.state, run.unchanged, run.updated) == ("applied", 2, 0)
        after = snapshot()
        assert after["Fiche"] == before["Fiche"]
        assert after["SearchRow"] == before["SearchRow"]

    def test_a_changed_record_says_which_fields(self, feed):
        feed.take(thing(1), thing(2))
        untouched = Fiche.objects.get(pk=feed.fiche(2).pk)
        changed = thing(1, "Hôtel rebaptisé")
        run = feed.read(changed, thing(2))
        assert (run.state, run.updated, run.unchanged) == ("ready", 1, 1)
        (entry,), total = services.stage_of(run).page("updated")
        assert total == 1
        assert entry.changes == [("name.fr", "Hôtel numéro 1", "Hôtel rebaptisé")]
        assert feed.fiche(1).name == "Hôtel numéro 1"
        services.apply_run(actor=feed.actor, run=run)
        assert (feed.fiche(1).name, feed.fiche(1).slug) == ("Hôtel rebaptisé", "hotel-rebaptise")
        assert feed.fiche(2).updated_at == untouched.updated_at

    def test_sessions_follow_the_event(self, feed):
        def event(*days: str) -> dict:
            periods = [{"dateDebut": day, "dateFin": day} for day in days]
            return {**thing(7, ouverture={"periodesOuvertures": periods}), "type": "FETE_ET_MANIFESTATION"}

        feed.take(event("2026-07-04", "2026-07-11"))
        feed.take(event("2026-07-11", "2026-07-20"))
        assert [str(one.start) for one in Session.objects.all()] == ["2026-07-11", "2026-07-20"]

    def test_a_changed_setting_reads_everything_again(self, feed):
        feed.take(thing(1), thing(2))
        services.change_source(actor=feed.actor, source=feed.source, settings={"complete": True})
        feed.source.refresh_from_db()
        run = feed.take(thing(1), thing(2))
        assert (run.state, run.unchanged) == ("applied", 2)
        assert set(SourceRecord.objects.values_list("recipe", flat=True)) == {run.recipe}

    def test_a_comparison_that_waits_gives_way_to_a_newer_one(self, feed):
        feed.take(thing(1))
        first = feed.read(thing(1, "Un"))
        second = feed.read(thing(1, "Deux"))
        first.refresh_from_db()
        assert (first.state, second.state) == ("discarded", "ready")
        with pytest.raises(services.ImportProblem):
            services.apply_run(actor=feed.actor, run=first)

    def test_a_discarded_run_changes_nothing(self, feed):
        feed.take(thing(1))
        before = snapshot()
        run = feed.read(thing(1, "Autre"), thing(2))
        services.discard_run(actor=feed.actor, run=run)
        run.refresh_from_db()
        assert run.state == "discarded"
        assert snapshot() == before

    def test_reading_writes_nothing_to_the_offer(self, feed):
        feed.take(thing(1))
        before = snapshot()
        feed.read(thing(2), thing(3))
        assert snapshot() == before

    def test_a_dry_run_leaves_no_trace(self, feed):
        feed.take(thing(1))
        before, runs = snapshot(), Run.objects.count()
        files = sorted((feed.folder / "imports").rglob("*"))
        path = write(feed.folder, answer(thing(1, "Autre"), thing(2)), "autre.json")
        outcome, entries = services.preview(actor=feed.actor, source=feed.source, place=path)
        assert (outcome.created, outcome.updated) == (1, 1)
        assert [entry.name for entry in entries] == ["Hôtel numéro 2", "Autre"]
        assert (snapshot(), Run.objects.count()) == (before, runs)
        assert sorted((feed.folder / "imports").rglob("*")) == files


class TestAbsence:
    def test_what_is_absent_is_marked_and_kept(self, feed):
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        run = feed.take(*things[1:])
        assert (run.state, run.missing) == ("applied", 1)
        fiche = feed.fiche(1)
        assert fiche.missing_since is not None
        assert fiche.state == Fiche.State.PUBLISHED
        assert fiche.records.get().missing_since is not None

    def test_what_returns_is_unmarked(self, feed):
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        feed.take(*things[1:])
        run = feed.take(*things)
        assert (run.returned, run.missing, run.unchanged) == (1, 0, 19)
        assert feed.fiche(1).missing_since is None
        assert feed.fiche(1).records.get().missing_since is None

    def test_what_returns_otherwise_is_unmarked_and_updated(self, feed):
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        feed.take(*things[1:])
        run = feed.take(thing(1, "Revenu"), *things[1:])
        assert (run.updated, run.returned) == (1, 0)
        assert (feed.fiche(1).missing_since, feed.fiche(1).name) == (None, "Revenu")

    def test_a_missing_record_is_missing_since_the_first_time(self, feed):
        things = [thing(number) for number in range(1, 31)]
        feed.take(*things)
        feed.take(*things[1:])
        before = snapshot()
        run = feed.take(*things[1:], thing(99))
        assert run.missing == 0
        assert feed.fiche(1).missing_since == before["Fiche"][0]["missing_since"]

    def test_more_than_a_tenth_is_held_until_somebody_confirms(self, feed):
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        before = snapshot()
        run = feed.take(*things[3:])
        assert (run.state, run.missing) == ("held", 3)
        assert "15 %" in run.message
        assert snapshot() == before
        with pytest.raises(services.ImportProblem):
            services.apply_run(actor=feed.actor, run=run)
        services.apply_run(actor=feed.actor, run=run, confirmed=True)
        assert Fiche.objects.filter(missing_since__isnull=False).count() == 3

    def test_a_tenth_exactly_goes_through(self, feed):
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        assert feed.take(*things[2:]).state == "applied"

    @pytest.mark.parametrize(
        "data", [b"", b"[]", b"{}", b"null", b'{"numFound": 0}', b"\x00\x01", b"pas du json"]
    )
    def test_an_empty_or_foreign_feed_changes_nothing(self, feed, data):
        feed.take(thing(1), thing(2))
        before = snapshot()
        run = feed.take_file(write(feed.folder, data), confirmed=True)
        assert run.state == "failed"
        assert run.message
        assert snapshot() == before

    def test_a_truncated_feed_changes_nothing(self, feed):
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        before = snapshot()
        data = answer(*things)
        for cut in (len(data) // 3, len(data) // 2, len(data) - 1):
            run = feed.take_file(write(feed.folder, data[:cut]), confirmed=True)
            assert run.state == "failed", cut
            assert snapshot() == before

    def test_fewer_records_than_announced_mark_no_absence(self, feed):
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        run = feed.take(*things[1:], found=20)
        assert (run.state, run.missing, run.complete) == ("applied", 0, False)
        assert "annonce 20 fiches et en donne 19" in run.message
        assert feed.fiche(1).missing_since is None

    def test_a_refused_record_is_not_missing(self, feed):
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        broken = {**thing(1), "nom": None}
        run = feed.take(broken, *things[1:])
        assert (run.refused, run.missing) == (1, 0)
        assert feed.fiche(1).name == "Hôtel numéro 1"

    def test_a_source_that_gives_parts_marks_no_absence(self, system, tmp_path):
        feed = Feed(system, tmp_path, complete=False)
        things = [thing(number) for number in range(1, 21)]
        path = export(tmp_path, things, [])
        feed.take_file(path)
        run = feed.take_file(export(tmp_path, things[:1], []))
        assert (run.state, run.missing) == ("applied", 0)

    def test_what_the_office_says_of_its_source_comes_before_what_the_answer_says(self, system, tmp_path):
        feed = Feed(system, tmp_path, complete=False)
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        assert feed.take(*things[:5]).missing == 0

    def test_a_truncated_archive_changes_nothing(self, feed):
        path = export(feed.folder, [thing(number) for number in range(1, 21)], [])
        feed.take_file(path)
        before = snapshot()
        data = (feed.folder / "export.zip").read_bytes()
        for cut in (10, len(data) // 2, len(data) - 5):
            run = feed.take_file(write(feed.folder, data[:cut], "coupe.zip"), confirmed=True)
            assert run.state == "failed", cut
            assert snapshot() == before


class TestDeletion:
    @pytest.fixture
    def feed(self, system, tmp_path) -> Feed:
        """A source whose archives are differential, as those of Apidae are."""
        return Feed(system, tmp_path, complete=False)

    def test_an_announced_deletion_hides_and_marks(self, feed):
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        run = feed.take_file(export(feed.folder, [], [1]))
        assert (run.state, run.deleted) == ("applied", 1)
        fiche = feed.fiche(1)
        assert (fiche.state, fiche.hidden_by_source) == ("hidden", True)
        assert fiche.missing_since is not None
        assert fiche.records.get().is_withdrawn

    def test_its_return_shows_it_again(self, feed):
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        feed.take_file(export(feed.folder, [], [1]))
        feed.take_file(export(feed.folder, [thing(1)], []))
        fiche = feed.fiche(1)
        assert (fiche.state, fiche.hidden_by_source, fiche.missing_since) == ("published", False, None)
        assert not fiche.records.get().is_withdrawn

    def test_what_the_office_hid_stays_hidden(self, feed):
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        services.hide(actor=feed.actor, fiche=feed.fiche(1))
        feed.take_file(export(feed.folder, [], [1]))
        feed.take_file(export(feed.folder, [thing(1)], []))
        assert feed.fiche(1).state == "hidden"

    def test_an_edited_fiche_is_flagged_and_kept(self, feed):
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        services.override(actor=feed.actor, fiche=feed.fiche(1), path="short.fr", value="Notre texte.")
        feed.take_file(export(feed.folder, [], [1]))
        fiche = feed.fiche(1)
        assert (fiche.state, fiche.missing_since is not None) == ("published", True)
        assert fiche.body["short"]["fr"] == "Notre texte."

    def test_deletions_beyond_a_tenth_are_held(self, feed):
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        run = feed.take_file(export(feed.folder, [], [1, 2, 3]))
        assert (run.state, run.deleted) == ("held", 3)

    def test_what_was_only_missing_is_then_withdrawn(self, system, tmp_path):
        feed = Feed(system, tmp_path, "Entière")
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        feed.take(*things[1:])
        services.change_source(actor=system, source=feed.source, complete=False)
        feed.source.refresh_from_db()
        since = feed.fiche(1).missing_since
        run = feed.take_file(export(feed.folder, [], [1]))
        fiche = feed.fiche(1)
        assert (run.state, run.deleted) == ("applied", 1)
        assert (fiche.state, fiche.missing_since, fiche.records.get().is_withdrawn) == ("hidden", since, True)
        before = snapshot()
        assert feed.take_file(export(feed.folder, [], [1, 777])).deleted == 0
        assert snapshot() == before

    def test_unknown_deletions_are_nothing(self, feed):
        feed.take(thing(1))
        run = feed.take_file(export(feed.folder, [], [77, 78]))
        assert (run.state, run.deleted) == ("applied", 0)


class TestEdits:
    def test_an_edit_survives_every_import(self, feed):
        feed.take(thing(1))
        services.override(actor=feed.actor, fiche=feed.fiche(1), path="short.fr", value="Notre texte.")
        feed.take({**thing(1), "presentation": {"descriptifCourt": {"libelleFr": "Autre source."}}})
        fiche = feed.fiche(1)
        assert fiche.body["short"]["fr"] == "Notre texte."
        assert services.body_without_edits(fiche)["short"]["fr"] == "Autre source."

    def test_other_fields_still_follow_the_source(self, feed):
        feed.take(thing(1))
        services.override(actor=feed.actor, fiche=feed.fiche(1), path="short.fr", value="Notre texte.")
        feed.take(thing(1, "Nouveau nom"))
        assert (feed.fiche(1).name, feed.fiche(1).body["short"]["fr"]) == ("Nouveau nom", "Notre texte.")

    def test_a_dropped_edit_shows_the_source_of_today(self, feed):
        feed.take(thing(1))
        services.override(actor=feed.actor, fiche=feed.fiche(1), path="name.fr", value="Chez nous")
        feed.take(thing(1, "Nouveau nom"))
        assert feed.fiche(1).name == "Chez nous"
        services.drop_override(actor=feed.actor, fiche=feed.fiche(1), path="name.fr")
        assert feed.fiche(1).name == "Nouveau nom"
        assert feed.fiche(1).records.get().body is None

    def test_an_edit_made_between_the_comparison_and_now_is_kept(self, feed):
        feed.take(thing(1))
        run = feed.read(thing(1, "Nouveau nom"))
        services.override(actor=feed.actor, fiche=feed.fiche(1), path="name.fr", value="Chez nous")
        services.apply_run(actor=feed.actor, run=run)
        fiche = feed.fiche(1)
        assert fiche.name == "Chez nous"
        assert services.body_without_edits(fiche)["name"]["fr"] == "Nouveau nom"

    def test_an_unchanged_import_leaves_an_edited_fiche_alone(self, feed):
        feed.take(thing(1), thing(2))
        services.override(actor=feed.actor, fiche=feed.fiche(1), path="name.fr", value="Chez nous")
        before = snapshot()
        feed.take(thing(1), thing(2))
        assert snapshot() == before


class TestOffices:
    def test_each_office_has_its_own(self, feed, other_office, tmp_path):
        from buron.kernel.tenancy import office_scope

        feed.take(thing(1, "Chez nous"))
        with office_scope(other_office):
            folder = tmp_path / "other"
            folder.mkdir()
            other = Feed(Actor.system("tests", other_office), folder)
            run = other.take(thing(1, "Chez eux"))
            assert (run.created, Fiche.objects.get().name) == (1, "Chez eux")
        assert Fiche.objects.get().name == "Chez nous"

    def test_a_right_is_needed(self, feed, make_member, office):
        reader = Actor.member(make_member(office, "accueil"))
        path = write(feed.folder, answer(thing(1)))
        with pytest.raises(PermissionDenied):
            services.run_import(actor=reader, source=feed.source, place=path)
        with pytest.raises(PermissionDenied):
            services.create_source(actor=reader, name="Autre", connector="apidae")
        assert Run.objects.count() == 0


class TestEncodings:
    def test_a_feed_in_the_old_encoding_of_windows_comes_in_whole(self, feed):
        """Long enough to be cut in blocks, whose records are not parsed one by one."""
        things = [thing(number, f"Hôtel élégant numéro {number}") for number in range(1, 601)]
        data = answer(*things).decode().encode("cp1252")
        run = feed.take_file(write(feed.folder, data))
        assert (run.state, run.created, run.refused) == ("applied", 600, 0)
        assert feed.fiche(300).name == "Hôtel élégant numéro 300"

    def test_one_record_in_another_encoding_among_many(self, feed):
        things = [thing(number, f"Hôtel numéro {number}") for number in range(1, 601)]
        data = answer(*things).replace("Hôtel numéro 300".encode(), "Hôtel numéro 300".encode("cp1252"))
        run = feed.take_file(write(feed.folder, data))
        assert (run.created, feed.fiche(300).name) == (600, "Hôtel numéro 300")

    def test_broken_records_in_the_middle_of_a_big_feed(self, feed):
        things = [thing(number) for number in range(1, 1201)]
        data = answer(*things).replace(b'"id": 700,', b'"id": 700, "zz": nul,')
        run = feed.take_file(write(feed.folder, data))
        assert (run.state, run.created, run.refused) == ("applied", 1199, 1)
        assert run.refusals[0]["source_id"] == "700"
