"""Every write of the observatory. Figures are never written here: they are counted from the rows of their rooms."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel import journal, periods
from buron.kernel.actors import Actor
from buron.kernel.contributions import Dashboard, Indicator, dashboards, indicators, report_sections
from buron.kernel.formats import date_text, number
from buron.kernel.models import Membership, User
from buron.kernel.periods import PeriodError
from buron.observatory.figures import exact_code
from buron.observatory.models import (
    DashboardSetting,
    ExternalFigure,
    FrozenReport,
    ProseRevision,
    Report,
    ReportProse,
    SeriesBreak,
)
from buron.observatory.rules import PrintedError, parse_parts, parse_printed

LONGEST_PROSE = 20_000
REVISION_MINUTES = 10


class RefusedError(ValueError):
    """What was asked cannot be done; the message is French and can be shown."""


class ProseConflictError(RefusedError):
    """Somebody else wrote the text in the meantime: ``theirs`` is what is kept, ``mine`` what was refused."""

    def __init__(self, theirs: ReportProse, mine: str) -> None:
        super().__init__(
            _("%s a modifié ce texte pendant que vous écriviez. Rien n’est perdu : comparez et choisissez.")
            % theirs.author
        )
        self.theirs = theirs
        self.mine = mine


# -- Prose -------------------------------------------------------------------------------------------------


def write_prose(*, actor: Actor, year: int, section: str, text: str, base_version: int) -> ReportProse:
    """Write the text beside a section.

    ``base_version`` is the version that the writer started from: :class:`ProseConflictError` when another one
    was written
    since, unless it says the same. A frozen report refuses (:class:`RefusedError`).
    """
    actor.require("observatory.report_edit")
    actor.require(_section(section).permission)
    cleaned = _clean(text)
    with transaction.atomic():
        report = _open(actor, year)
        prose, _made = ReportProse.objects.get_or_create(
            office_id=actor.office_id, report=report, section=section
        )
        if prose.text == cleaned:
            return prose
        before = prose.version
        _swap(prose, cleaned, base_version, actor)
        _keep_revision(prose, actor)
        journal.record(
            actor=actor,
            action="observatory.prose.written",
            target=prose,
            before={"version": before},
            after={"version": prose.version, "length": len(cleaned)},
        )
    return prose


def _clean(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n")
    cleaned = "\n".join(line.rstrip() for line in lines).strip("\n")
    if len(cleaned) > LONGEST_PROSE:
        raise RefusedError(
            _("Le texte compte %(count)s caractères ; une partie du rapport en accepte %(most)s.")
            % {"count": number(len(cleaned)), "most": number(LONGEST_PROSE)}
        )
    return cleaned


def _swap(prose: ReportProse, text: str, base_version: int, actor: Actor) -> None:
    """Write over the version that was read, and over no other."""
    won = ReportProse.objects.filter(pk=prose.pk, version=base_version).update(
        text=text, version=F("version") + 1, author=actor.label, updated_at=timezone.now()
    )
    prose.refresh_from_db()
    if won != 1:
        raise ProseConflictError(prose, text)


def _keep_revision(prose: ReportProse, actor: Actor) -> None:
    last = prose.revisions.first()
    recent = timezone.now() - dt.timedelta(minutes=REVISION_MINUTES)
    if last and last.author_id == actor.id and last.started_at > recent and last.version == prose.version - 1:
        last.version, last.text = prose.version, prose.text
        last.save(update_fields=["version", "text", "written_at"])
        return
    ProseRevision.objects.create(
        office_id=actor.office_id,
        prose=prose,
        version=prose.version,
        text=prose.text,
        author_id=actor.id,
        author=actor.label,
    )


# -- The report --------------------------------------------------------------------------------------------


def set_up_report(*, actor: Actor, year: int, title: str, left_out: Iterable[str]) -> Report:
    """Choose the title of a year's report and the sections that it does not print."""
    actor.require("observatory.report_edit")
    chosen = sorted(set(left_out) & report_sections.keys())
    with transaction.atomic():
        report = _open(actor, year)
        before, after = journal.changes(
            {"title": report.title, "left_out": report.left_out}, {"title": title.strip(), "left_out": chosen}
        )
        report.title, report.left_out = title.strip()[:160], chosen
        report.save(update_fields=["title", "left_out", "updated_at"])
        journal.record(
            actor=actor, action="observatory.report.set_up", target=report, before=before, after=after
        )
    return report


def freeze_report(*, actor: Actor, year: int, content: Mapping[str, Any], note: str = "") -> FrozenReport:
    """Keep the report as it is now, under the next number.

    ``content`` is what :func:`buron.observatory.report.freeze.content_of` makes of the whole report. Until it
    is reopened,
    the report is read from this copy and its prose cannot be written.
    """
    actor.require("observatory.freeze")
    with transaction.atomic():
        report = lock_report(actor=actor, year=year)
        if report.is_frozen:
            raise RefusedError(_("Ce rapport est déjà figé : rouvrez-le pour en figer une nouvelle version."))
        last = FrozenReport.objects.filter(report=report).aggregate(last=Max("number"))["last"] or 0
        copy = FrozenReport.objects.create(
            office_id=actor.office_id,
            report=report,
            number=last + 1,
            frozen_by=actor.label,
            note=note.strip()[:300],
            content=content,
            digest=digest_of(content),
        )
        _turn(report, Report.State.FROZEN)
        journal.record(
            actor=actor,
            action="observatory.report.frozen",
            target=report,
            after={"number": copy.number, "digest": copy.digest, "note": copy.note},
        )
    return copy


def reopen_report(*, actor: Actor, year: int) -> Report:
    """Let a frozen report live again, to prepare its next version; the frozen copies stay."""
    actor.require("observatory.freeze")
    with transaction.atomic():
        report = lock_report(actor=actor, year=year)
        if not report.is_frozen:
            raise RefusedError(_("Ce rapport n’est pas figé."))
        _turn(report, Report.State.LIVE)
        journal.record(
            actor=actor,
            action="observatory.report.reopened",
            target=report,
            before={"state": "frozen"},
            after={"state": "live"},
        )
    return report


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a frozen content in canonical JSON, whatever the order of its keys."""
    return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _open(actor: Actor, year: int) -> Report:
    report = lock_report(actor=actor, year=year)
    if report.is_frozen:
        raise RefusedError(_("Le rapport %s est figé : rouvrez-le avant d’y écrire.") % year)
    return report


def lock_report(*, actor: Actor, year: int) -> Report:
    """The report of a year, made the first time, its row locked until the end of the transaction that is open."""
    if not 1900 <= year <= 2200:
        raise RefusedError(_("Cette année n’est pas utilisable."))
    Report.objects.get_or_create(office_id=actor.office_id, year=year)
    return Report.objects.select_for_update().get(year=year)


def _turn(report: Report, state: Report.State) -> None:
    report.state = state
    report.save(update_fields=["state", "updated_at"])


def _section(key: str) -> Any:
    section = report_sections.find(key)
    if section is None:
        raise RefusedError(_("Cette partie du rapport n’existe pas."))
    return section


# -- What people add to figures ----------------------------------------------------------------------------


def record_external_figure(
    *,
    actor: Actor,
    indicator: str,
    period: str,
    printed: str,
    source: str,
    measure: str = ExternalFigure.Measure.VALUE,
    split: str = "",
    code: str = "",
    parts: str = "",
) -> ExternalFigure:
    """Keep a figure that was printed or given elsewhere, beside the one that the rows give.

    The same figure from the same source is corrected in place, the journal keeping what was typed before. Raises
    :class:`RefusedError` for what cannot be compared.
    """
    actor.require("observatory.report_edit")
    actor.require(_indicator(indicator).permission)
    _check_slice(indicator, measure, split, code)
    key = {
        "indicator": indicator,
        "period": _period_code(period),
        "measure": measure,
        "split": split,
        "code": code,
        "source": _required(source, _("Dites d’où vient ce chiffre."))[:200],
    }
    values = {"printed": _printed(printed), "parts": _parts(parts)}
    with transaction.atomic():
        found = ExternalFigure.objects.select_for_update().filter(**key).first()
        before = {name: getattr(found, name) for name in values} if found else {}
        figure = found or ExternalFigure(office_id=actor.office_id, **key)
        figure.printed, figure.parts, figure.author = values["printed"], values["parts"], actor.label
        figure.save()
        journal.record(
            actor=actor,
            action="observatory.external_figure.recorded",
            target=figure,
            before=before,
            after={**key, **values},
        )
    return figure


def remove_external_figure(*, actor: Actor, pk: int) -> None:
    """Take a figure typed by mistake away; the journal keeps it."""
    actor.require("observatory.report_edit")
    with transaction.atomic():
        figure = ExternalFigure.objects.select_for_update().get(pk=pk)
        journal.record(
            actor=actor,
            action="observatory.external_figure.removed",
            target=figure,
            before={"indicator": figure.indicator, "period": figure.period, "printed": figure.printed},
        )
        figure.delete()


def note_series_break(*, actor: Actor, indicator: str, day: dt.date, note: str) -> SeriesBreak:
    """Say that from this day an indicator no longer counts the same thing; a second note for the day
    replaces the first.
    """
    actor.require("observatory.report_edit")
    actor.require(_indicator(indicator).permission)
    told = _required(note, _("Dites ce qui change dans la série à cette date."))[:300]
    with transaction.atomic():
        found = SeriesBreak.objects.select_for_update().filter(indicator=indicator, day=day).first()
        before = {"note": found.note} if found else {}
        rupture = found or SeriesBreak(office_id=actor.office_id, indicator=indicator, day=day)
        rupture.note, rupture.author = told, actor.label
        rupture.save()
        journal.record(
            actor=actor,
            action="observatory.series_break.noted",
            target=rupture,
            before=before,
            after={"note": told, "day": date_text(day)},
        )
    return rupture


def remove_series_break(*, actor: Actor, pk: int) -> None:
    """Take a note of break away; the journal keeps it."""
    actor.require("observatory.report_edit")
    with transaction.atomic():
        rupture = SeriesBreak.objects.select_for_update().get(pk=pk)
        journal.record(
            actor=actor,
            action="observatory.series_break.removed",
            target=rupture,
            before={"note": rupture.note, "day": date_text(rupture.day)},
        )
        rupture.delete()


def assign_dashboard(
    *,
    actor: Actor,
    dashboard: str,
    owner: User | None,
    frequency: str = DashboardSetting.Frequency.MONTH,
    due_day: int = 5,
    due_month: int = 1,
    note: str = "",
) -> DashboardSetting:
    """Say who looks after a dashboard and by when it must be read again; the owner must work in the office."""
    actor.require("observatory.report_edit")
    actor.require(_dashboard(dashboard).permission)
    _check_owner(actor, owner)
    after = {
        "owner": str(owner or ""),
        "frequency": frequency,
        "due_day": due_day,
        "due_month": due_month,
        "note": note.strip()[:200],
    }
    with transaction.atomic():
        setting = DashboardSetting.objects.select_for_update().filter(dashboard=dashboard).first()
        before = {name: str(getattr(setting, name) or "") for name in after} if setting else {}
        setting = setting or DashboardSetting(office_id=actor.office_id, dashboard=dashboard)
        setting.owner, setting.frequency, setting.note = owner, frequency, note.strip()[:200]
        setting.due_day, setting.due_month = due_day, due_month
        _validated(setting)
        setting.save()
        journal.record(
            actor=actor, action="observatory.dashboard.assigned", target=setting, before=before, after=after
        )
    return setting


def _validated(setting: DashboardSetting) -> None:
    try:
        setting.clean_fields(exclude=["office", "owner"])
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from error


def _check_owner(actor: Actor, owner: User | None) -> None:
    if owner is None:
        return
    if not Membership.objects.filter(office_id=actor.office_id, user=owner, is_active=True).exists():
        raise RefusedError(_("Cette personne ne travaille pas dans l’office."))


def _check_slice(indicator: str, measure: str, split: str, code: str) -> None:
    if measure not in ExternalFigure.Measure.values:
        raise RefusedError(_("Ce chiffre n’est ni une valeur, ni une évolution, ni une part."))
    known = {dimension.key for dimension in _indicator(indicator).dimensions}
    if split and split not in known:
        raise RefusedError(_("Cet indicateur ne se découpe pas ainsi."))
    if bool(split) != bool(code):
        raise RefusedError(_("Une part de l’indicateur se dit par son découpage et sa modalité."))
    if measure == ExternalFigure.Measure.SHARE and not split:
        raise RefusedError(_("Une part est celle d’une modalité : choisissez le découpage."))


def _indicator(key: str) -> Indicator:
    found = indicators.find(key)
    if found is None:
        raise RefusedError(_("Cet indicateur n’existe pas."))
    return found


def _dashboard(key: str) -> Dashboard:
    found = dashboards.find(key)
    if found is None:
        raise RefusedError(_("Ce tableau de bord n’existe pas."))
    return found


def _period_code(code: str) -> str:
    try:
        return exact_code(periods.parse(code))
    except PeriodError as error:
        raise RefusedError(str(error)) from error


def _printed(text: str) -> str:
    try:
        parse_printed(text)
    except PrintedError as error:
        raise RefusedError(str(error)) from error
    return text.strip()[:40]


def _parts(text: str) -> str:
    try:
        parse_parts(text)
    except PrintedError as error:
        raise RefusedError(_("Le détail de la somme n’est pas lisible. %s") % error) from error
    return text.strip()[:200]


def _required(text: str, message: str) -> str:
    if not text.strip():
        raise RefusedError(message)
    return text.strip()
