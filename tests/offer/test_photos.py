"""Photos: what is taken in, what is refused, what is kept of it, and who may see it."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import io
import struct
import zlib

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.offer import pictures
from buron.offer.models import Photo
from buron.offer.pictures import BadPicture, prepare
from buron.offer.queries.media import main_photo, photo_url, photos_of
from buron.offer.services import photos as services
from tests.offer.fiches import make_fiche

pytestmark = pytest.mark.django_db


def picture(width: int = 1000, height: int = 700, colour="seagreen", kind: str = "JPEG", **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind, **options)
    return out.getvalue()


def with_exif(orientation: int = 1) -> bytes:
    image = Image.new("RGB", (400, 200), "navy")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Appareil"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def prepared(data: bytes):
    return prepare(io.BytesIO(data), len(data))


def add(actor: Actor, fiche, data: bytes | None = None, **options) -> Photo:
    data = data or picture()
    return services.add_photo(actor=actor, fiche=fiche, upload=io.BytesIO(data), size=len(data), **options)


@pytest.fixture
def fiche(scoped):
    return make_fiche(scoped, "Cascade du Roc")


HEIC = base64.b85decode(
    "0000SW^{RQXk}?*00000ZE0pPXk}?*ZE0a<0005LZDn*}000000000XXk=`10000000000aA{+700000000000000000000G"
    "-+&aV*mgE07O6l0ssL300001;s5~v00000001KZ0ssI200IR70RR9100000E&u=kIB98aW&i*H00062000$fZf0cy000000R"
    "RAKc4ILB0000LX>Mj^0ssI300IC2MR;ju000004sdC7Z2$lO00031008}IaB^?}007--aAR)(004Gqc4I>U18@KU0FVFx000"
    "0U@BsY%`1k+-4+CHT0RR|40Sp2E{{wIU00RJ!0009300RIXx&lC90096hLID8-"
    "Z~y=U0FVFx0{{R603M(qfd!W8<fgf}2xu@M00096AOHXZ03l)k0RRR>0l{;?i2wiq6Ju{|a&BX6cmM$a4FCp!0000KX>)L80"
    "00000000$0000$0000eV{Bn?0000$000010000m000010000000002|NsB+000020000GaA|mH000000|*ER0000OX>e^}00"
    "00000001009Mo0s{qv0000QX>w&|000000000EV`Ot<00IC30096109kEhVRQfh03Rp;uM1%H<%6&P_eNIua-;8Ml~U>@-"
    "`DtW!YGOK-~a#s21R&jW&i+9O#mtY000O80RayH0ssI22><{98UO$Q06}nYVRB_@Yybc"
)
"""A blue and red picture of 64 × 48, with the name of a camera, as a phone writes it."""


class TestReading:
    def test_what_a_phone_writes_is_taken(self):
        found = prepared(HEIC)
        image = Image.open(io.BytesIO(found.files[0]))
        assert (found.width, found.height, image.format) == (64, 48, "JPEG")
        red, _green, blue = image.getpixel((8, 20))
        assert blue > 120 > red and not image.getexif()

    @pytest.mark.parametrize("length", [20, 200, 400, len(HEIC) - 5])
    def test_a_cut_one_is_refused(self, length):
        with pytest.raises(BadPicture):
            prepared(HEIC[:length])

    def test_a_heic_of_too_many_points_is_refused(self, monkeypatch):
        monkeypatch.setattr(pictures, "MOST_PIXELS", 1000)
        with pytest.raises(BadPicture, match="80 millions"):
            prepared(HEIC)

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
    def test_usual_formats_become_jpeg(self, kind):
        found = prepared(picture(kind=kind))
        assert (found.width, found.height) == (1000, 700)
        assert {width: Image.open(io.BytesIO(data)).format for width, data in found.files.items()} == {
            0: "JPEG",
            320: "JPEG",
            800: "JPEG",
        }

    def test_renditions_keep_the_proportions_and_never_enlarge(self):
        sizes = {w: Image.open(io.BytesIO(d)).size for w, d in prepared(picture(1700, 1190)).files.items()}
        assert sizes == {0: (1700, 1190), 320: (320, 224), 800: (800, 560), 1600: (1600, 1120)}
        assert list(prepared(picture(200, 150)).files) == [0, 320]

    def test_a_huge_picture_is_kept_smaller(self):
        assert prepared(picture(6000, 3000)).width == 4000

    def test_it_is_turned_upright_and_what_the_camera_wrote_is_gone(self):
        found = prepared(with_exif(orientation=6))
        assert (found.width, found.height) == (200, 400)
        for data in found.files.values():
            assert not Image.open(io.BytesIO(data)).getexif()

    def test_transparency_becomes_white_and_colours_standard(self):
        out = io.BytesIO()
        Image.new("RGBA", (64, 64), (255, 0, 0, 0)).save(out, "PNG")
        image = Image.open(io.BytesIO(prepared(out.getvalue()).files[0]))
        assert image.getpixel((5, 5)) == (255, 255, 255)
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        assert prepared(picture(icc_profile=profile)).files[0]

    def test_a_bomb_is_refused_before_it_is_opened(self):
        def chunk(kind: bytes, data: bytes) -> bytes:
            crc = struct.pack(">I", zlib.crc32(kind + data))
            return struct.pack(">I", len(data)) + kind + data + crc

        header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
        bomb = (
            b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
        )
        with pytest.raises(BadPicture, match="80 millions"):
            prepared(bomb)

    @pytest.mark.parametrize(
        "data", [b"", b"bonjour", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
    )
    def test_what_is_no_photo_is_refused(self, data):
        with pytest.raises(BadPicture):
            prepared(data)

    def test_a_file_too_heavy_is_refused(self):
        with pytest.raises(BadPicture, match="25 Mo"):
            prepare(io.BytesIO(picture()), 26 * 1024 * 1024)

    @settings(max_examples=settings.default.max_examples // 2, deadline=None)
    @given(st.integers(0, 2000), st.binary(min_size=1, max_size=40))
    def test_a_damaged_file_is_read_or_refused_and_nothing_else(self, place, noise):
        data = bytearray(picture(120, 90, kind="PNG"))
        data[place : place + len(noise)] = noise
        with contextlib.suppress(BadPicture):
            prepared(bytes(data))


class TestKeeping:
    def test_files_row_and_journal_are_there(self, fiche, system):
        photo = add(system, fiche, credit="A. Photographe", alt={"fr": "Une cascade", "xx": "?"})
        assert all(default_storage.exists(services.file_name(photo, width)) for width in (0, 320, 800))
        assert photo.alt == {"fr": "Une cascade"}
        assert journal.history(fiche)[0].action == "offer.photo.added"

    def test_the_same_picture_twice_is_one(self, fiche, system):
        assert add(system, fiche).pk == add(system, fiche).pk
        assert Photo.objects.count() == 1

    def test_without_the_right_nothing_is_written(self, fiche, office, make_member):
        adviser = Actor.member(make_member(office, "accueil"))
        with pytest.raises(PermissionDenied):
            add(adviser, fiche)
        assert not default_storage.exists(services.FOLDER)

    def test_the_first_of_the_order_stands_for_the_fiche(self, fiche, system):
        first, second = add(system, fiche), add(system, fiche, picture(colour="navy"))
        services.arrange_photos(actor=system, fiche=fiche, photo_ids=[second.pk, 999])
        shown = photos_of([fiche.pk], dt.date(2026, 1, 1))[fiche.pk]
        assert [photo.pk for photo in shown] == [second.pk, first.pk]

    def test_what_is_removed_can_be_put_back(self, fiche, system):
        photo = services.remove_photo(actor=system, photo=add(system, fiche))
        assert photos_of([fiche.pk], dt.date(2026, 1, 1)) == {}
        services.restore_photo(actor=system, photo=photo)
        assert photos_of([fiche.pk], dt.date(2026, 1, 1))[fiche.pk] == [photo]

    def test_sending_a_removed_picture_again_puts_it_back(self, fiche, system):
        services.remove_photo(actor=system, photo=add(system, fiche))
        assert add(system, fiche).removed_at is None

    def test_a_photo_whose_right_has_ended_is_not_shown(self, fiche, system):
        add(system, fiche, until=dt.date(2026, 6, 30))
        assert photos_of([fiche.pk], dt.date(2026, 6, 30))
        assert not photos_of([fiche.pk], dt.date(2026, 7, 1))

    def test_a_picture_of_the_source_stands_in_until_its_own_end(self, scoped):
        media = [
            {"type": "image", "url": "http://example.org/a.jpg", "until": "2026-01-01"},
            {"type": "image", "url": "http://example.org/b.jpg", "credit": "OT"},
        ]
        fiche = make_fiche(scoped, "Lac", media=media)
        shown = main_photo([], fiche.body, "fr", dt.date(2026, 7, 1))
        assert (shown.url, shown.credit) == ("https://example.org/b.jpg", "OT")

    def test_the_sweeper_clears_what_no_row_names_and_nothing_else(self, fiche, system):
        kept, gone = add(system, fiche), add(system, fiche, picture(colour="navy"))
        Photo.objects.filter(pk=gone.pk).delete()
        assert services.sweep(timezone.now()) == 0, "young files may belong to a request that runs"
        later = timezone.now() + services.ORPHAN_AGE * 2
        assert services.sweep(later) == 3
        assert default_storage.exists(services.file_name(kept, 320))

    def test_the_sweeper_forgets_what_was_removed_long_ago(self, fiche, system):
        photo = services.remove_photo(actor=system, photo=add(system, fiche))
        later = timezone.now() + services.KEPT_AFTER_REMOVAL + dt.timedelta(days=1)
        assert services.sweep(later) == 3
        assert not Photo.objects.filter(pk=photo.pk).exists()

    def test_a_full_disk_is_said_and_leaves_no_row(self, fiche, system, monkeypatch):
        def full(*_args, **_options):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(FileSystemStorage, "_save", full)
        with pytest.raises(BadPicture, match="disque"):
            add(system, fiche)
        assert not Photo.objects.exists()


class TestServing:
    def get(self, photo: Photo, client: Client | None = None, width: int = 320, **headers):
        return (client or Client()).get(photo_url(photo, width), headers=headers)

    def test_anybody_sees_a_published_photo_and_keeps_it_long(self, fiche, system):
        response = self.get(add(system, fiche))
        assert response.status_code == 200
        assert response["Content-Type"] == "image/jpeg"
        assert "immutable" in response["Cache-Control"]

    def test_a_part_of_it_can_be_asked(self, fiche, system):
        photo = add(system, fiche)
        whole = self.get(photo).content
        part = self.get(photo, range="bytes=10-19")
        assert (part.status_code, part.content) == (206, whole[10:20])
        assert part["Content-Range"] == f"bytes 10-19/{len(whole)}"
        assert self.get(photo, range="bytes=-5").content == whole[-5:]
        assert self.get(photo, range=f"bytes={len(whole)}-").status_code == 416
        assert self.get(photo, range="bytes=-").status_code == 200

    @pytest.mark.parametrize("state", ["draft", "hidden", "archived"])
    def test_the_photo_of_what_is_not_published_is_for_the_team(
        self, scoped, system, make_client, stranger, state
    ):
        photo = add(system, make_fiche(scoped, "Secret", state=state))
        assert self.get(photo).status_code == 404
        assert self.get(photo, stranger).status_code == 404
        assert self.get(photo, make_client(scoped, "accueil")).status_code == 200

    def test_a_photo_past_its_end_or_removed_is_no_longer_public(self, fiche, system):
        ended = add(system, fiche, until=timezone.localdate() - dt.timedelta(days=1))
        removed = services.remove_photo(actor=system, photo=add(system, fiche, picture(colour="navy")))
        assert self.get(ended).status_code == self.get(removed).status_code == 404

    def test_the_address_cannot_be_guessed(self, fiche, system):
        photo = add(system, fiche)
        photo.digest = "0" * 64
        assert self.get(photo).status_code == 404
        assert self.get(add(system, fiche), width=555).status_code == 404


class TestScreen:
    def url(self, office, fiche, end: str = "") -> str:
        return f"/{office.slug}/offre/fiches/{fiche.pk}/photos/{end}"

    def test_several_files_at_once_and_one_bad_does_not_lose_the_others(self, fiche, scoped, make_client):
        files = [
            SimpleUploadedFile("bonne.jpg", picture(), "image/jpeg"),
            SimpleUploadedFile("mauvaise.jpg", b"rien", "image/jpeg"),
        ]
        client = make_client(scoped, "etourisme")
        response = client.post(self.url(scoped, fiche), {"photos": files, "credit": "OT", "until": ""})
        assert response.status_code == 422
        assert "mauvaise.jpg" in response.content.decode()
        assert Photo.objects.get().credit == "OT"
        again = SimpleUploadedFile("bonne.jpg", picture(), "image/jpeg")
        shown = client.post(self.url(scoped, fiche), {"photos": [again]}, follow=True).content.decode()
        assert "était déjà là" in shown

    def test_description_order_removal_and_undo(self, fiche, scoped, system, make_client):
        client = make_client(scoped, "etourisme")
        first, second = add(system, fiche), add(system, fiche, picture(colour="navy"))
        fields = {f"photo-{first.pk}-credit": "C. Redit", f"photo-{first.pk}-alt_fr": "Une cascade"}
        client.post(self.url(scoped, fiche, f"{first.pk}/"), fields)
        client.post(self.url(scoped, fiche, "ordre/"), {"down": first.pk})
        first.refresh_from_db()
        assert (first.credit, first.alt, first.position) == ("C. Redit", {"fr": "Une cascade"}, 1)
        client.post(self.url(scoped, fiche, f"{second.pk}/retirer/"))
        assert Photo.objects.filter(removed_at=None).count() == 1
        client.post(self.url(scoped, fiche, f"{second.pk}/remettre/"))
        assert Photo.objects.filter(removed_at=None).count() == 2

    def test_advisers_look_and_do_not_touch(self, fiche, scoped, make_client):
        assert make_client(scoped, "accueil").get(self.url(scoped, fiche)).status_code == 403
