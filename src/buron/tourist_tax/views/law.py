"""Screens of the tourist tax: the law of a day, and a calculator that shows how it counts."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from buron.kernel.screens import OfficeRequest, screen
from buron.territory import queries, reference
from buron.tourist_tax.calculator import Answer, FlatQuestion, answer_flat, answer_stay
from buron.tourist_tax.forms import CalculatorForm, DayForm
from buron.tourist_tax.law import current_law
from buron.tourist_tax.queries.decisions import all_applying_on, places_text
from buron.tourist_tax.rules import CalculationError
from buron.tourist_tax.sheet import law_sheet
from buron.tourist_tax.tariff_rows import tariff_rows


@screen("tourist_tax.view")
def law_in_force(request: OfficeRequest) -> HttpResponseBase:
    """Every rule of a day with its text, its article and what is known of its truth."""
    today = timezone.localdate()
    own = queries.office_department(request.office) or ""
    asked = {
        "date": request.GET.get("date") or today.isoformat(),
        "department": request.GET.get("department", own),
    }
    form = DayForm(asked)
    valid = form.is_valid()
    day = form.cleaned_data["date"] if valid else today
    department = form.cleaned_data["department"] if valid else own
    sheet = law_sheet(current_law(), day, department)
    context = {
        "form": form,
        "sheet": sheet,
        "department": reference.department(department) if department else None,
        "decided": [
            (decision, places_text(decision.communes), tariff_rows(decision, department, day))
            for decision in all_applying_on(day)
        ],
    }
    return render(request, "tourist_tax/law.html", context, status=200 if valid else 422)


@screen("tourist_tax.view")
def calculator(request: OfficeRequest) -> HttpResponseBase:
    """The form, and beside it the amount with its derivation; the address can be kept or sent."""
    if not request.GET:
        initial: dict[str, Any] = {
            "regime": "reel",
            "category": "meuble_3",
            "arrival": timezone.localdate(),
            "department": queries.office_department(request.office) or "",
        }
        return render(request, "tourist_tax/calculator.html", {"form": CalculatorForm(initial=initial)})
    form = CalculatorForm(request.GET)
    answer = _answer(form) if form.is_valid() else None
    return render(
        request,
        "tourist_tax/calculator.html",
        {"form": form, "answer": answer, "asked": form.cleaned_data if answer else None},
        status=200 if answer else 422,
    )


def _answer(form: CalculatorForm) -> Answer | None:
    """The answer, or None with an error on the form."""
    question = form.question()
    try:
        if isinstance(question, FlatQuestion):
            return answer_flat(question, current_law())
        return answer_stay(question, current_law())
    except CalculationError as error:
        form.add_error(None, str(error))
        return None
