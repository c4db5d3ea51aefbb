"""The photos of a fiche: dropped, described, ordered, taken away and put back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from buron.kernel.screens import OfficeRequest, posted, screen
from buron.kernel.texts import LANGUAGE_NAMES
from buron.kernel.whole import whole, wholes
from buron.offer.forms import TAB_TITLES, PhotoForm, UploadForm
from buron.offer.models import Fiche, Photo
from buron.offer.pictures import BadPicture
from buron.offer.queries.media import own_photo
from buron.offer.services.photos import add_photo, arrange_photos, edit_photo, remove_photo, restore_photo


@screen("offer.edit")
def photos_page(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The tab of the photos; a POST brings new ones."""
    fiche = get_object_or_404(Fiche, pk=pk)
    if request.method != "POST":
        return _page(request, fiche, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, fiche, form, status=422)
    before = Photo.objects.filter(fiche=fiche, removed_at=None).count()
    kept, refused = _add(request, fiche, form)
    added = Photo.objects.filter(fiche=fiche, removed_at=None).count() - before
    if kept > added:
        messages.info(
            request, _("Une photo déposée était déjà là : elle n’est pas ajoutée une seconde fois.")
        )
    if added > 0:
        text = ngettext("%(number)d photo ajoutée.", "%(number)d photos ajoutées.", added)
        messages.success(request, text % {"number": added})
    if refused:
        form.add_error("photos", refused)
        return _page(request, fiche, form, status=422)
    return _back(request, fiche)


def _add(request: OfficeRequest, fiche: Fiche, form: UploadForm) -> tuple[int, list[str]]:
    """Keep what can be kept, and count it; one bad file does not lose the others."""
    values, kept, refused = form.cleaned_data, 0, []
    for upload in values["photos"]:
        try:
            add_photo(
                actor=request.actor,
                fiche=fiche,
                upload=upload.file,
                size=upload.size,
                credit=values["credit"],
                until=values["until"],
            )
            kept += 1
        except BadPicture as error:
            refused.append(f"{upload.name} : {error}")
    return kept, refused


def _page(request: OfficeRequest, fiche: Fiche, form: UploadForm, status: int = 200) -> HttpResponse:
    photos = list(Photo.objects.filter(fiche=fiche, removed_at=None))
    context = {
        "fiche": fiche,
        "form": form,
        "tab": "photos",
        "tabs": TAB_TITLES,
        "lines": [_line(photo, PhotoForm(photo)) for photo in photos],
        "languages": LANGUAGE_NAMES,
    }
    return render(request, "offer/photos.html", context, status=status)


def _line(photo: Photo, form: PhotoForm) -> dict[str, Any]:
    return {"photo": photo, "shown": own_photo(photo, "fr"), "form": form}


@require_POST
@screen("offer.edit")
def photo_edit(request: OfficeRequest, pk: int, photo_pk: int) -> HttpResponseBase:
    """Credit, end date, what it shows."""
    photo = _photo(pk, photo_pk)
    form = PhotoForm(photo, posted(request))
    if form.is_valid():
        edit_photo(actor=request.actor, photo=photo, **form.cleaned_data)
        messages.success(request, _("Photo décrite."))
        return _back(request, photo.fiche)
    messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return _back(request, photo.fiche)


@require_POST
@screen("offer.edit")
def photo_remove(request: OfficeRequest, pk: int, photo_pk: int) -> HttpResponseBase:
    """Take it away, with a minute to change one's mind."""
    photo = remove_photo(actor=request.actor, photo=_photo(pk, photo_pk))
    names = {"office": request.office.slug, "pk": pk, "photo_pk": photo_pk}
    undo = reverse("offer_photo_restore", kwargs=names)
    messages.success(request, _("Photo retirée."), extra_tags=f"undo:{undo}")
    return _back(request, photo.fiche)


@require_POST
@screen("offer.edit")
def photo_restore(request: OfficeRequest, pk: int, photo_pk: int) -> HttpResponseBase:
    """Put it back."""
    photo = restore_photo(actor=request.actor, photo=_photo(pk, photo_pk))
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = _address(request, photo.fiche)
        return response
    return _back(request, photo.fiche)


@require_POST
@screen("offer.edit")
def photos_arrange(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """The order of the photos: a whole list, or one of them moved by a place."""
    fiche = get_object_or_404(Fiche, pk=pk)
    order = wholes(request.POST.getlist("photo"))
    if not order:
        order = _moved(fiche, request.POST.get("up", ""), request.POST.get("down", ""))
    arrange_photos(actor=request.actor, fiche=fiche, photo_ids=order)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return _back(request, fiche)


def _moved(fiche: Fiche, up: str, down: str) -> list[int]:
    order = list(Photo.objects.filter(fiche=fiche, removed_at=None).values_list("pk", flat=True))
    text, step = (up, -1) if up else (down, 1)
    moved = whole(text)
    here = order.index(moved) if moved in order else -1
    there = here + step
    if here >= 0 and 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    return order


@screen("offer.view")
def photo_original(request: OfficeRequest, pk: int, photo_pk: int) -> HttpResponseBase:
    """The largest file, for a brochure."""
    photo = _photo(pk, photo_pk)
    name = f"{photo.fiche.slug}-{photo.pk}.jpg"
    return FileResponse(default_storage.open(str(photo.file.name)), as_attachment=True, filename=name)


def _photo(pk: int, photo_pk: int) -> Photo:
    return get_object_or_404(Photo.objects.select_related("fiche"), pk=photo_pk, fiche=pk)


def _address(request: OfficeRequest, fiche: Fiche) -> str:
    return reverse("offer_photos", kwargs={"office": request.office.slug, "pk": fiche.pk})


def _back(request: OfficeRequest, fiche: Fiche) -> HttpResponseBase:
    return redirect(_address(request, fiche))
