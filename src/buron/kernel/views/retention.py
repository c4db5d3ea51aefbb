"""What is kept, how long and why; when the rules were applied, and what they would do today."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import render

from buron.kernel.contributions import retention
from buron.kernel.models import RetentionRun
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.services.retention import try_rules


@screen("kernel.retention")
def retention_rules(request: OfficeRequest) -> HttpResponseBase:
    """The rules in force; a POST tries them without any effect."""
    tried = try_rules(actor=request.actor, office=request.office) if request.method == "POST" else {}
    runs = {run.rule: run for run in RetentionRun.objects.all()}
    lines = [
        {"rule": rule, "run": runs.get(rule.key), "count": tried.get(rule.key)}
        for rule in sorted(retention, key=lambda rule: str(rule.title))
    ]
    return render(request, "kernel/retention.html", {"lines": lines, "tried": bool(tried)})
