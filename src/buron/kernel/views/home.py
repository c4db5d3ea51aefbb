"""Screens of the ground floor: the way in, the office's home, the health of the program."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from buron.kernel import first_steps
from buron.kernel.context import first_address
from buron.kernel.models import Membership
from buron.kernel.screens import OfficeRequest, public_screen, screen
from buron.kernel.services.settings import change_settings, setting_of


@public_screen("the way in: sends each person to an office or to sign in")
def home(request: HttpRequest) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    memberships = list(
        Membership.objects.select_related("office").filter(user_id=request.user.pk, is_active=True)[:50]
    )
    if len(memberships) == 1:
        return redirect("office_home", office=memberships[0].office.slug)
    return render(request, "kernel/offices.html", {"memberships": memberships})


@screen("kernel.home")
def office_home(request: OfficeRequest) -> HttpResponseBase:
    """Where the person's day begins: the desk for an adviser, the figures for a director, who first sees to it that the
    office can open.
    """
    if first_steps.begin_with(request.office, request.actor):
        return redirect("kernel_first_steps", office=request.office.slug)
    address = first_address(request.office, request.actor, request.membership.roles)
    return redirect(address) if address else render(request, "kernel/welcome.html")


@screen("kernel.office")
def first_steps_page(request: OfficeRequest) -> HttpResponseBase:
    """From nothing to the first welcome, in order; posting leaves the list for good."""
    if request.method == "POST":
        change_settings(actor=request.actor, office=request.office, values={first_steps.SHOWN: 0})
        return redirect("office_home", office=request.office.slug)
    steps = first_steps.progress(request.office, request.actor)
    shown = setting_of(request.office, first_steps.SHOWN)
    context = {"steps": steps, "remaining": sum(not one.done for one in steps), "shown": shown}
    return render(request, "kernel/first_steps.html", context)


@public_screen("asked by supervision; says nothing but that the database answers")
def health(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
