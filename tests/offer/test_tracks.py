"""Tracks: what is read of a recording, what is kept of it, what is handed over."""

from __future__ import annotations

import datetime as dt

import pytest

from buron.kernel.tenancy import office_scope
from buron.offer import tracks
from buron.offer.models import Track
from buron.offer.services.tracks import keep_track, read_tracks, remove_track

NAMED = "<metadata><author><name>Quelqu’un</name></author><time>2024-05-01T08:00:00Z</time></metadata>"


def gpx(*lines: list[tuple[float, float, int | None]], more: str = NAMED) -> bytes:
    """A recording as watches make them."""
    segments = "".join(
        "<trkseg>"
        + "".join(
            f'<trkpt lat="{lat}" lon="{lon}">'
            + ("" if height is None else f"<ele>{height}.4</ele>")
            + "<time>2024-05-01T08:00:00Z</time></trkpt>"
            for lat, lon, height in line
        )
        + "</trkseg>"
        for line in lines
    )
    namespace = "http://www.topografix.com/GPX/1/1"
    return f'<gpx version="1.1" xmlns="{namespace}">{more}<trk>{segments}</trk></gpx>'.encode()


UP = [(45.0 + n / 10_000, 2.5, 900 + n) for n in range(101)]


def test_a_straight_recording_keeps_its_ends_and_its_heights():
    (line,) = tracks.read_gpx(gpx(UP))
    assert line == [(45.0, 2.5, 900), (45.01, 2.5, 1000)]
    assert tracks.length_of([line]) == pytest.approx(1112, abs=2)
    heights = tracks.profile([line])
    assert len(heights) == tracks.STEPS and (heights[0], heights[-1]) == (900, 1000)
    assert heights == sorted(heights)
    assert tracks.encoded([(38.5, -120.2, None), (40.7, -120.95, None), (43.252, -126.453, None)]) == (
        "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
    ), "the example of Google's own page"


def test_a_paused_recording_is_one_line_and_another_place_is_another():
    far = [(45.2, 2.5, None), (45.21, 2.51, None)]
    lines = tracks.read_gpx(gpx(UP[:50], UP[50:], far))
    assert len(lines) == 2 and tracks.profile(lines) == [], "heights were not recorded all along the longest"


@pytest.mark.parametrize(
    "data",
    [b"", b"rien", b"<kml/>", gpx([(45.0, 2.5, 1)]), gpx([(99.0, 2.5, 1), (98.0, 2.5, 1)]),
     b'<!DOCTYPE gpx [<!ENTITY a "b">]><gpx>&a;</gpx>', "<gpx>".encode("utf-16")],
)  # fmt: skip
def test_what_is_no_track_is_refused_in_french(data):
    with pytest.raises(tracks.BadTrack, match="GPX|tracé"):
        tracks.read_gpx(data)


def test_samples_of_the_field_are_read_or_refused(samples):
    for path in sorted((samples / "gpx").rglob("*.gpx")):
        try:
            lines = tracks.read_gpx(path.read_bytes())
        except tracks.BadTrack:
            continue
        again = tracks.read_gpx(tracks.write_gpx("Essai", lines))
        assert tracks.length_of(again) == pytest.approx(tracks.length_of(lines), rel=0.02), path.name


def walk(system, **route):
    from buron.offer.services import create_fiche

    return create_fiche(
        actor=system,
        body={"kind": "trail", "name": {"fr": "Le tour"}, "route": route,
              "position": {"lat": 45.0, "lon": 2.5}},
    )  # fmt: skip


def test_a_file_of_the_office_is_kept_and_handed_over_without_its_author(office, system, client):
    with office_scope(office):
        fiche = walk(system)
        keep_track(actor=system, fiche=fiche, data=gpx(UP))
        address = f"/p/{office.slug}/{fiche.slug}-{fiche.pk}"
    answer = client.get(f"{address}.gpx")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/gpx+xml"
    assert tracks.read_gpx(answer.content)[0][0] == (45.0, 2.5, 900)
    assert "Quelqu" not in answer.content.decode() and "2024" not in answer.content.decode()
    page = client.get(address).content.decode()
    assert ".gpx" in page and "MultiLineString" in page
    with office_scope(office):
        remove_track(actor=system, fiche=fiche)
    assert client.get(f"{address}.gpx").status_code == 404


def test_a_track_is_read_at_its_address_once_and_its_faults_are_told(office, system):
    asked: list[str] = []

    def answer(address: str) -> bytes:
        asked.append(address)
        return gpx(UP) if address.endswith("bon.gpx") else b"rien"

    with office_scope(office):
        good, bad = (walk(system, track_url=f"https://exemple.fr/{name}.gpx") for name in ("bon", "casse"))
        own = walk(system, track_url="https://exemple.fr/autre.gpx")
        keep_track(actor=system, fiche=own, data=gpx(UP))
        assert read_tracks(actor=system, ask=answer) == 1
        assert len(asked) == 2 and not any("autre" in address for address in asked)
        assert Track.objects.get(fiche=good).lines and "GPX" in Track.objects.get(fiche=bad).fault
        read_tracks(actor=system, ask=answer)
        assert len(asked) == 2, "nothing is asked again the next day"
        Track.objects.update(read_at=Track.objects.get(fiche=good).read_at - dt.timedelta(days=40))
        read_tracks(actor=system, ask=answer)
        assert len(asked) == 4
