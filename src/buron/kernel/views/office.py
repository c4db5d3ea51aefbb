"""What describes the office."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from buron.kernel import services
from buron.kernel.account_forms import OfficeForm
from buron.kernel.models import Office
from buron.kernel.screens import OfficeRequest, posted, screen


@screen("kernel.office")
def office_settings(request: OfficeRequest) -> HttpResponseBase:
    """The office's name and ways to reach it, as its pages and reports print them."""
    current = Office.objects.get(pk=request.office.pk)
    form = OfficeForm(posted(request), instance=current)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_office(
                actor=request.actor, office=request.office, changes=dict(form.cleaned_data)
            )
        except services.OfficeError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Les informations de l’office sont enregistrées."))
            return redirect("kernel_office", office=request.office.slug)
    return render(request, "kernel/office.html", {"form": form}, status=422 if form.errors else 200)
