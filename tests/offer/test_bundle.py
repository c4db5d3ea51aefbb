"""The offline bundle: whole the first time, differences afterwards, nothing of the team's for the public."""

from __future__ import annotations

import datetime as dt
import gzip
import json

import orjson
import pytest
from django.test import RequestFactory
from django.utils import timezone

from buron.kernel.tenancy import office_scope
from buron.offer.bundle import (
    entries_answer,
    entries_of,
    manifest,
    manifest_answer,
    refresh,
    thumbs_answer,
    thumbs_of,
)
from buron.offer.bundle.thumbs import FOLDER, sweep_thumbs
from buron.offer.models import Fiche, OfflineEntry, Photo
from buron.offer.search import index
from buron.offer.services import photos as services
from tests.offer.fiches import make_fiche
from tests.offer.test_photos import add, picture

pytestmark = pytest.mark.django_db
ASK = RequestFactory().get


def ids(told: dict) -> list[int]:
    return [fiche for fiche, _digest in told["entries"]]


def entry(fiche, audience="public", languages=()) -> dict:
    return next(entries_of([fiche.pk], audience=audience, languages=languages))


def rewrite(fiche: Fiche, **changes) -> None:
    fiche.body = {**fiche.body, **changes}
    fiche.save()
    index([fiche.pk])


@pytest.fixture
def cascade(scoped):
    return make_fiche(
        scoped,
        "Cascade du Roc",
        short={"fr": "Une chute d’eau.", "en": "A waterfall."},
        manager="SARL du Roc",
        siret="12345678900011",
        opening={"all_year": True, "text": {"fr": "Toute l’année"}},
    )


def test_the_first_time_everything_then_what_changed(scoped, cascade):
    other = make_fiche(scoped, "Lac du Bois")
    first = manifest(audience="public")
    assert first["full"] and set(ids(first)) == {cascade.pk, other.pk} and first["count"] == 2
    again = manifest(audience="public", since=first["version"])
    assert not again["full"] and again["entries"] == again["removed"] == []
    assert again["version"] == first["version"]
    rewrite(cascade, short={"fr": "Une belle chute d’eau."})
    Fiche.objects.filter(pk=other.pk).update(state=Fiche.State.HIDDEN)
    new = make_fiche(scoped, "Musée de la Laine")
    third = manifest(audience="public", since=first["version"])
    assert sorted(ids(third)) == sorted([cascade.pk, new.pk]) and third["removed"] == [other.pk]
    assert third["count"] == 2


def test_what_comes_back_is_told_again(scoped, cascade):
    first = manifest(audience="public")["version"]
    Fiche.objects.filter(pk=cascade.pk).update(state=Fiche.State.DRAFT)
    second = manifest(audience="public", since=first)
    assert second["removed"] == [cascade.pk]
    Fiche.objects.filter(pk=cascade.pk).update(state=Fiche.State.PUBLISHED)
    assert ids(manifest(audience="public", since=second["version"])) == [cascade.pk]


def test_indexing_again_changes_nothing(scoped, cascade):
    first = manifest(audience="public")["version"]
    index([cascade.pk])
    assert manifest(audience="public", since=first)["version"] == first


@pytest.mark.parametrize("since", ["", "nonsense", "0.1", "1.999999999999999999999", "é.1", "."])
def test_a_version_that_is_not_ours_gets_everything(scoped, cascade, since):
    assert manifest(audience="public", since=since)["full"]


def test_a_version_of_the_future_gets_everything(scoped, cascade):
    version = manifest(audience="public")["version"]
    epoch = version.partition(".")[0]
    assert manifest(audience="public", since=f"{epoch}.9999")["full"]


def test_the_public_never_receives_what_is_the_teams(scoped, cascade):
    manifest(audience="staff")
    shown, staff = entry(cascade), entry(cascade, "staff")
    assert (
        "SARL" not in json.dumps(shown) and "staff" not in shown and "12345678900011" not in json.dumps(shown)
    )
    assert staff["staff"] == {"manager": "SARL du Roc", "siret": "12345678900011"}
    assert staff["digest"] != shown["digest"]


def test_a_change_for_the_team_alone_costs_the_public_nothing_to_keep(scoped, cascade):
    first = dict(manifest(audience="public")["entries"])
    rewrite(cascade, manager="SCI de la Chute")
    assert dict(manifest(audience="public")["entries"]) == first


def test_other_languages_hold_what_differs(scoped, cascade):
    manifest(audience="public")
    whole = entry(cascade)
    assert whole["texts"]["en"] == {"short": "A waterfall."}
    assert whole["texts"]["fr"]["opening"] == "Toute l’année" and "text" not in whole["opening"]
    assert set(entry(cascade, languages=["en"])["texts"]) == {"fr", "en"}
    assert set(entry(cascade, languages=["de"])["texts"]) == {"fr"}


def test_drafts_and_other_offices_are_not_in_it(scoped, other_office, cascade):
    draft = make_fiche(scoped, "Brouillon", state=Fiche.State.DRAFT)
    with office_scope(other_office):
        make_fiche(other_office, "Ailleurs")
        elsewhere = manifest(audience="staff")
    told = manifest(audience="staff")
    assert ids(told) == [cascade.pk] and cascade.pk not in ids(elsewhere) and len(ids(elsewhere)) == 1
    assert list(entries_of([draft.pk, *ids(elsewhere)], audience="staff")) == []


def test_pictures_come_in_packs_and_leave_with_their_right(
    scoped, system, cascade, django_assert_max_num_queries
):
    today = timezone.localdate()
    photo = add(system, cascade, picture(), until=today)
    told = manifest(audience="public")
    [[fiche, digest]] = told["thumbs"]
    assert fiche == cascade.pk and photo.digest.startswith(digest)
    answer = thumbs_answer(ASK("/", {"digests": digest}))
    size = int.from_bytes(answer.content[:4], "big")
    [[name, length]] = orjson.loads(answer.content[4 : 4 + size])
    data = answer.content[4 + size :]
    assert name == digest and len(data) == length < 12_000 and data[8:12] == b"WEBP"
    Photo.objects.update(until=today - dt.timedelta(days=1))
    later = manifest(audience="public", since=told["version"])
    assert ids(later) == [cascade.pk] and later["thumbs"] == []
    assert list(thumbs_of([digest])) == []


def test_the_word_of_a_picture_changes_the_entry(scoped, system, cascade):
    photo = add(system, cascade, picture())
    first = manifest(audience="public")["version"]
    services.edit_photo(actor=system, photo=photo, credit="A. Roc", until=None, alt={})
    assert ids(manifest(audience="public", since=first)) == [cascade.pk]
    assert entry(cascade)["photo"]["credit"] == "A. Roc"


def test_small_pictures_go_with_their_photo(scoped, system, cascade):
    from django.core.files.storage import default_storage

    photo = add(system, cascade, picture())
    [[_fiche, digest]] = manifest(audience="public")["thumbs"]
    assert len(list(thumbs_of([digest, digest, "0" * 24]))) == 1
    assert sweep_thumbs() == 0
    photo.delete()
    assert sweep_thumbs() == 1
    assert not default_storage.exists(f"{FOLDER}/{digest[:2]}/{digest}.webp")


def test_it_is_not_sent_twice(scoped, cascade):
    answer = manifest_answer(ASK("/"), audience="public")
    tag = answer["ETag"]
    assert answer.status_code == 200 and "private" in answer["Cache-Control"]
    assert manifest_answer(ASK("/", headers={"If-None-Match": tag}), audience="public").status_code == 304
    weak = ASK("/", headers={"If-None-Match": f"W/{tag}"})
    assert manifest_answer(weak, audience="public").status_code == 304
    assert manifest_answer(ASK("/", headers={"If-None-Match": tag}), audience="staff").status_code == 200


@pytest.mark.parametrize("asked", ["", "a", "1;2", "1,,2", ",".join(["1"] * 201), "9" * 19, "١"])
def test_nonsense_is_refused_with_a_sentence(scoped, asked):
    answer = entries_answer(ASK("/", {"ids": asked}), audience="public")
    assert answer.status_code == 400 and "pas lisible" in orjson.loads(answer.content)["message"]
    assert thumbs_answer(ASK("/", {"digests": asked})).status_code == 400


def test_the_same_queries_for_one_fiche_and_for_many(scoped, django_assert_num_queries):
    make_fiche(scoped, "Une")
    refresh()
    for count in (1, 30):
        for rank in range(count):
            make_fiche(scoped, f"Fiche {count} {rank}")
        with django_assert_num_queries(12):
            refresh()
    with django_assert_num_queries(3):
        refresh()


def test_a_bundle_is_small(scoped):
    for rank in range(60):
        make_fiche(
            scoped, f"Fiche {rank}", short={"fr": f"Texte {rank} " * 20}, description={"fr": "mot " * 300}
        )
    told = manifest(audience="staff")
    content = orjson.dumps({"entries": list(entries_of(ids(told), audience="staff"))})
    assert len(gzip.compress(orjson.dumps(told))) + len(gzip.compress(content)) < 60_000
    assert OfflineEntry.objects.count() == 60
