"""Every write of the territory: what it does, what it journals, who may not, and what it refuses."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from buron.kernel.actors import Actor
from buron.kernel.models import JournalEntry
from buron.kernel.tenancy import ScopeError, office_scope
from buron.territory import queries, reference
from buron.territory.models import Brand, Desk, OfficeCommune
from buron.territory.services import (
    Observation,
    TerritoryError,
    add_commune,
    choose_epci,
    close_desk,
    create_brand,
    create_desk,
    forget_commune_position,
    join_brand,
    learn_positions,
    leave_brand,
    remove_commune,
    renew_brand_code,
    reopen_desk,
    set_commune_position,
    update_desk,
)
from buron.territory.services.communes import _is_plausible

CARLADES = "241501089"
HAUTES_TERRES = "200066637"


def last_entry() -> JournalEntry:
    return JournalEntry.objects.latest("pk")


def codes(office) -> set[str]:
    return set(queries.office_commune_codes(office))


@pytest.fixture
def visitor(office, make_member):
    """Somebody of the office who may look but not change."""
    return Actor.member(make_member(office, "elu"))


@pytest.fixture
def neighbour(other_office):
    return Actor.system("tests", other_office)


class TestCommunes:
    def test_choosing_an_epci_takes_its_communes_and_describes_the_office(self, scoped, system):
        change = choose_epci(actor=system, siren="241 501 089")
        assert len(change.added) == 11
        assert change.removed == change.kept == ()
        assert codes(scoped) == set(reference.epci(CARLADES).members)
        scoped.refresh_from_db()
        assert (scoped.epci_siren, scoped.department) == (CARLADES, "15")
        entry = last_entry()
        assert entry.action == "territory.epci.chosen"
        assert entry.after["siren"] == CARLADES
        assert len(entry.after["added"]) == 11

    def test_choosing_another_shows_then_does_what_changes(self, scoped, system):
        choose_epci(actor=system, siren=CARLADES)
        add_commune(actor=system, insee="15101")
        set_commune_position(actor=system, insee="15101", latitude=45.11, longitude=2.81)
        planned = queries.epci_change(scoped, HAUTES_TERRES)
        done = choose_epci(actor=system, siren=HAUTES_TERRES)
        assert done == planned
        assert [commune.insee for commune in done.kept] == ["15101"]
        assert len(done.removed) == 11
        assert codes(scoped) == set(reference.epci(HAUTES_TERRES).members)
        assert OfficeCommune.objects.get(insee="15101").latitude == 45.11
        assert sorted(last_entry().before["removed"]) == sorted(reference.epci(CARLADES).members)

    def test_choosing_the_same_again_changes_nothing(self, scoped, system):
        choose_epci(actor=system, siren=CARLADES)
        change = choose_epci(actor=system, siren=CARLADES)
        assert (change.added, change.removed, len(change.kept)) == ((), (), 11)

    @pytest.mark.parametrize("siren", ["", "123456789", "241501089x", "' OR 1=1"])
    def test_an_unknown_epci_is_refused(self, scoped, system, siren):
        with pytest.raises(TerritoryError, match="SIREN"):
            choose_epci(actor=system, siren=siren)
        assert codes(scoped) == set()

    def test_a_commune_is_added_once_under_its_code_of_today(self, scoped, system):
        row = add_commune(actor=system, insee="01015")
        assert row.name == "Arboys en Bugey"
        assert add_commune(actor=system, insee="75112").insee == "75056"
        assert last_entry().action == "territory.commune.added"
        with pytest.raises(TerritoryError, match="Paris est déjà dans le territoire"):
            add_commune(actor=system, insee="75056")

    @pytest.mark.parametrize("insee", ["", "99999", "abc"])
    def test_an_unknown_commune_is_refused(self, scoped, system, insee):
        with pytest.raises(TerritoryError, match="INSEE"):
            add_commune(actor=system, insee=insee)

    def test_a_commune_is_removed_with_what_it_was(self, scoped, system):
        add_commune(actor=system, insee="15258")
        set_commune_position(actor=system, insee="15258", latitude=44.98, longitude=2.62)
        remove_commune(actor=system, insee="15258")
        assert codes(scoped) == set()
        entry = last_entry()
        assert entry.action == "territory.commune.removed"
        assert entry.before["latitude"] == 44.98
        with pytest.raises(TerritoryError, match="n’est pas dans le territoire"):
            remove_commune(actor=system, insee="15258")

    def test_the_database_refuses_a_position_without_a_source(self, scoped):
        with pytest.raises(IntegrityError), transaction.atomic():
            OfficeCommune.objects.create(office=scoped, insee="15258", latitude=45.0, longitude=2.0)
        with pytest.raises(IntegrityError), transaction.atomic():
            OfficeCommune.objects.create(office=scoped, insee="15258", position_source="set", latitude=45.0)


class TestPositions:
    @pytest.fixture(autouse=True)
    def territory(self, scoped, system):
        choose_epci(actor=system, siren=CARLADES)

    def test_set_then_forgotten(self, system):
        row = set_commune_position(actor=system, insee="15258", latitude=44.9801234567, longitude=2.62)
        assert (row.latitude, row.position_source) == (44.980123, "set")
        assert last_entry().after["position_source"] == "set"
        row = forget_commune_position(actor=system, insee="15258")
        assert (row.latitude, row.longitude, row.position_source) == (None, None, "none")
        assert last_entry().action == "territory.commune.unplaced"

    @pytest.mark.parametrize(
        ("latitude", "longitude"),
        [(2.62, 44.98), (91, 0), (float("nan"), 2.6), (44.9, float("inf")), (0, 0), (-44.9, 2.6)],
    )
    def test_points_elsewhere_are_refused(self, system, latitude, longitude):
        with pytest.raises(TerritoryError, match="inversées"):
            set_commune_position(actor=system, insee="15258", latitude=latitude, longitude=longitude)

    def test_overseas_communes_may_be_anywhere_on_the_globe(self, system):
        add_commune(actor=system, insee="97411")
        assert set_commune_position(actor=system, insee="97411", latitude=-20.9, longitude=55.4).has_position
        with pytest.raises(TerritoryError, match="de −90 à 90"):
            set_commune_position(actor=system, insee="97411", latitude=-200, longitude=55.4)

    def test_learnt_in_the_middle_of_the_places(self, system):
        moved = learn_positions(
            actor=system,
            observations=[
                Observation("15258", 44.98, 2.62),
                Observation("15258", 44.99, 2.64),
                Observation("15258", 48.85, 2.35),  # typed wrongly
                Observation("15236", 45.01, 2.66),
                Observation("75056", 48.85, 2.35),  # not in the territory
                Observation("15258", 2.62, 44.98),  # swapped
                Observation("00000", 45.0, 2.6),
            ],
        )
        assert {row.insee: (row.latitude, row.longitude) for row in moved} == {
            "15258": (44.99, 2.62),
            "15236": (45.01, 2.66),
        }
        assert OfficeCommune.objects.get(insee="15258").position_source == "learnt"
        assert last_entry().action == "territory.positions.learnt"

    def test_never_over_one_set_by_hand(self, system):
        set_commune_position(actor=system, insee="15258", latitude=44.97, longitude=2.61)
        assert learn_positions(actor=system, observations=[Observation("15258", 45.0, 2.7)]) == []
        assert OfficeCommune.objects.get(insee="15258").latitude == 44.97

    def test_learning_the_same_again_writes_nothing(self, system):
        places = [Observation("15258", 44.98, 2.62), Observation("15258", 44.9812345678, 2.6212345678)]
        assert len(learn_positions(actor=system, observations=places)) == 1
        entries = JournalEntry.objects.count()
        assert learn_positions(actor=system, observations=places) == []
        assert learn_positions(actor=system, observations=[]) == []
        assert JournalEntry.objects.count() == entries

    def test_old_codes_teach_todays_commune(self, system):
        add_commune(actor=system, insee="01015")
        moved = learn_positions(actor=system, observations=[Observation("01340", 45.75, 5.65)])
        today = reference.commune("01340")
        assert [row.insee for row in moved] == ([today.insee] if today.insee == "01015" else [])


@given(st.floats(), st.floats())
def test_only_points_of_the_map_are_plausible(latitude, longitude):
    vic, denis = reference.commune("15258"), reference.commune("97411")
    if _is_plausible(vic, latitude, longitude):
        assert 41 <= latitude <= 51.5
        assert -5.6 <= longitude <= 10
        assert _is_plausible(denis, latitude, longitude)
    if _is_plausible(denis, latitude, longitude):
        assert -90 <= latitude <= 90


class TestDesks:
    def test_created_last_with_a_short_address_of_its_own(self, scoped, system):
        first = create_desk(actor=system, name="Vic-sur-Cère", insee="15258")
        second = create_desk(actor=system, name=" Vic-sur-Cère ", kind="seasonal", insee="15258")
        third = create_desk(actor=system, name="BI", kind="virtual")
        assert [desk.slug for desk in (first, second, third)] == [
            "vic-sur-cere",
            "vic-sur-cere-2",
            "bureau-bi",
        ]
        assert [desk.position for desk in queries.desks()] == [0, 1, 2]
        assert second.name == "Vic-sur-Cère"
        entry = JournalEntry.objects.filter(action="territory.desk.created").first()
        assert entry.after["slug"] == "bureau-bi"
        assert Desk.objects.get(slug="bureau-bi") == third

    @pytest.mark.parametrize(
        ("description", "field", "message"),
        [
            ({"name": ""}, "name", "champ"),
            ({"insee": ""}, "insee", "à distance"),
            ({"insee": "99999"}, "insee", "de la liste"),
            ({"slug": "É!"}, "slug", "minuscules"),
            ({"kind": "boat"}, "kind", "boat"),
            ({"email": "pas une adresse"}, "email", "valid"),
            ({"latitude": 95.0, "longitude": 2.0}, "latitude", "90"),
            ({"latitude": 45.0}, None, "ou aucune des deux"),
            ({"active_from": date(2024, 6, 1), "active_until": date(2024, 5, 1)}, None, "avant son début"),
            ({"colour": "red"}, None, "colour"),
            ({"position": -1}, "position", "0"),
        ],
    )
    def test_what_makes_no_desk(self, scoped, system, description, field, message):
        with pytest.raises(TerritoryError, match=message) as caught:
            create_desk(actor=system, **{"name": "Bureau", "insee": "15258", **description})
        assert caught.value.field == field
        assert not Desk.objects.exists()

    def test_two_desks_cannot_share_an_address(self, scoped, system):
        create_desk(actor=system, name="Vic", insee="15258", slug="vic")
        with pytest.raises(TerritoryError, match="déjà cette adresse"):
            create_desk(actor=system, name="Vic deux", insee="15258", slug="vic")

    def test_the_same_address_serves_in_another_office(self, scoped, system, other_office, neighbour):
        create_desk(actor=system, name="Vic", insee="15258", slug="vic")
        with office_scope(other_office):
            assert create_desk(actor=neighbour, name="Vic", insee="15258", slug="vic").slug == "vic"

    def test_updated_with_only_what_changed_in_the_journal(self, scoped, system):
        desk = create_desk(actor=system, name="Vic", insee="15258")
        desk = update_desk(actor=system, desk=desk, changes={"name": "Vic", "phone": " 04 71 00 00 00 "})
        assert desk.phone == "04 71 00 00 00"
        entry = last_entry()
        assert (entry.before, entry.after) == ({"phone": ""}, {"phone": "04 71 00 00 00"})
        update_desk(actor=system, desk=desk, changes={"phone": "04 71 00 00 00"})
        assert last_entry() == entry

    def test_closed_and_reopened(self, scoped, system):
        desk = create_desk(actor=system, name="Le Lioran", kind="seasonal", insee="15101")
        close_desk(actor=system, desk=desk, last_day=date(2024, 9, 1))
        assert list(queries.desks(active_on=date(2024, 9, 1))) == [desk]
        assert list(queries.desks(active_on=date(2024, 9, 2))) == []
        assert list(queries.desks()) == [desk]
        assert last_entry().after == {"active_until": "2024-09-01"}
        reopened = reopen_desk(actor=system, desk=desk)
        assert reopened.is_active_on(date(2024, 9, 2))
        assert last_entry().action == "territory.desk.reopened"

    def test_not_closed_before_it_opened(self, scoped, system):
        desk = create_desk(actor=system, name="Vic", insee="15258", active_from=date(2024, 6, 1))
        with pytest.raises(TerritoryError, match="avant son début"):
            close_desk(actor=system, desk=desk, last_day=date(2024, 5, 1))

    @given(
        st.none() | st.dates(date(2020, 1, 1), date(2020, 2, 1)),
        st.none() | st.dates(date(2020, 2, 1), date(2020, 3, 1)),
        st.dates(date(2019, 12, 25), date(2020, 3, 10)),
    )
    def test_a_day_is_in_service_or_not(self, first, last, day):
        desk = Desk(active_from=first, active_until=last)
        assert desk.is_active_on(day) == ((first or date.min) <= day <= (last or date.max))


class TestBrands:
    def test_made_by_one_entered_by_another_with_the_code(self, scoped, system, other_office, neighbour):
        brand = create_brand(actor=system, name="Massif cantalien")
        assert brand.slug == "massif-cantalien"
        assert [place.office for place in brand.places.all()] == [scoped]
        with office_scope(other_office):
            code = f" {brand.join_code[:6].upper()}-{brand.join_code[6:]} "
            assert join_brand(actor=neighbour, code=code) == brand
            assert last_entry().action == "territory.brand.joined"
            with pytest.raises(TerritoryError, match="déjà dans"):
                join_brand(actor=neighbour, code=brand.join_code)
        assert [place.office for place in brand.places.order_by("pk")] == [scoped, other_office]
        assert list(queries.office_brands(other_office)) == [brand]

    def test_not_entered_with_a_wrong_or_old_code(self, scoped, system, other_office, neighbour):
        brand = create_brand(actor=system, name="Massif")
        renewed = renew_brand_code(actor=system, brand=brand)
        assert renewed.join_code != brand.join_code
        with office_scope(other_office):
            for code in ("", brand.join_code, "massif"):
                with pytest.raises(TerritoryError, match="aucune marque"):
                    join_brand(actor=neighbour, code=code)

    def test_a_stranger_can_neither_leave_nor_renew(self, scoped, system, other_office, neighbour):
        brand = create_brand(actor=system, name="Massif")
        with office_scope(other_office):
            for change in (leave_brand, renew_brand_code):
                with pytest.raises(Brand.DoesNotExist):
                    change(actor=neighbour, brand=brand)

    def test_left_by_the_last_it_disappears(self, scoped, system):
        brand = create_brand(actor=system, name="Massif")
        leave_brand(actor=system, brand=brand)
        assert not Brand.objects.exists()
        assert last_entry().target_label == "Massif"

    def test_names_and_addresses_are_checked(self, scoped, system):
        create_brand(actor=system, name="Massif")
        for name, field in (("Massif", "slug"), ("", "name"), ("é", "slug")):
            with pytest.raises(TerritoryError) as caught:
                create_brand(actor=system, name=name)
            assert caught.value.field == field


WRITES = {
    "choose_epci": lambda actor, desk, brand: choose_epci(actor=actor, siren=CARLADES),
    "add_commune": lambda actor, desk, brand: add_commune(actor=actor, insee="15258"),
    "remove_commune": lambda actor, desk, brand: remove_commune(actor=actor, insee="15236"),
    "set_commune_position": lambda actor, desk, brand: set_commune_position(
        actor=actor, insee="15236", latitude=45.0, longitude=2.6
    ),
    "forget_commune_position": lambda actor, desk, brand: forget_commune_position(actor=actor, insee="15236"),
    "learn_positions": lambda actor, desk, brand: learn_positions(
        actor=actor, observations=[Observation("15236", 45.0, 2.6)]
    ),
    "create_desk": lambda actor, desk, brand: create_desk(actor=actor, name="Autre", insee="15258"),
    "update_desk": lambda actor, desk, brand: update_desk(actor=actor, desk=desk, changes={"name": "Autre"}),
    "close_desk": lambda actor, desk, brand: close_desk(actor=actor, desk=desk, last_day=date(2024, 9, 1)),
    "reopen_desk": lambda actor, desk, brand: reopen_desk(actor=actor, desk=desk),
    "create_brand": lambda actor, desk, brand: create_brand(actor=actor, name="Autre"),
    "join_brand": lambda actor, desk, brand: join_brand(actor=actor, code=brand.join_code),
    "leave_brand": lambda actor, desk, brand: leave_brand(actor=actor, brand=brand),
    "renew_brand_code": lambda actor, desk, brand: renew_brand_code(actor=actor, brand=brand),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_without_the_right_nothing_is_written(write, scoped, system, visitor):
    add_commune(actor=system, insee="15236")
    desk = create_desk(actor=system, name="Vic", insee="15258")
    brand = create_brand(actor=system, name="Massif")
    entries = JournalEntry.objects.count()
    with pytest.raises(PermissionDenied):
        write(visitor, desk, brand)
    assert JournalEntry.objects.count() == entries


@pytest.mark.parametrize("name", ["update_desk", "close_desk", "reopen_desk"])
def test_another_offices_desk_is_not_found(name, office, system, other_office, neighbour):
    with office_scope(office):
        desk = create_desk(actor=system, name="Vic", insee="15258")
    with office_scope(other_office), pytest.raises(Desk.DoesNotExist):
        WRITES[name](neighbour, desk, None)


def test_without_an_office_in_scope_nothing_is_read(office, system):
    for read in (
        lambda: queries.office_communes(office),
        lambda: list(queries.desks()),
        lambda: choose_epci(actor=system, siren=CARLADES),
    ):
        with pytest.raises(ScopeError):
            read()
