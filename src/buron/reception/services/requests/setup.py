"""What the office sets up once: mailboxes, ready answers, e-brochures, the clock."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.reception.models import AnswerTemplate, Brochure, Mailbox
from buron.reception.request_secrets import seal
from buron.reception.rules.answers import unknown_fields
from buron.reception.services.requests.common import MOST_DAYS, SETUP, RequestError

LARGEST_BROCHURE = 8 * 2**20
UNTYPED = ("content", "size", "retired_at", "uid_validity", "read_at")
"""Columns that nobody types."""


def save_settings(
    *, actor: Actor, answer_days: int, count_as_acts: bool = False, survey_url: str = ""
) -> Office:
    """How many working days an answer may take, whether requests count as acts, the address of the questionnaire."""
    actor.require(SETUP)
    if not 1 <= answer_days <= MOST_DAYS:
        raise RequestError(_("Le délai va de 1 à 30 jours ouvrés."), "answer_days")
    chosen = {"answer_days": answer_days, "count_as_acts": count_as_acts, "survey_url": survey_url.strip()}
    with transaction.atomic():
        office = Office.objects.select_for_update().get(pk=actor.office_id)
        before = office.settings.get("requests", {})
        office.settings = {**office.settings, "requests": chosen}
        office.save(update_fields=["settings"])
        old, new = journal.changes(before, chosen)
        journal.record(actor=actor, action="reception.requests.set_up", target=office, before=old, after=new)
    return office


def save_template(
    *,
    actor: Actor,
    name: str,
    subject: Mapping[str, str],
    body: Mapping[str, str],
    template: AnswerTemplate | None = None,
) -> AnswerTemplate:
    """Write a ready answer, or change it; a field that does not exist is refused with its name."""
    actor.require(SETUP)
    false = sorted({one for text in (*subject.values(), *body.values()) for one in unknown_fields(text)})
    if false:
        raise RequestError(_("Ce champ n’existe pas : %(names)s.") % {"names": ", ".join(false)}, "body")
    if not body.get("fr"):
        raise RequestError(_("Écrivez au moins le texte français."), "body")
    with transaction.atomic():
        held = template or AnswerTemplate(office_id=actor.office_id)
        held.name, held.subject, held.body = name.strip()[:80], dict(subject), dict(body)
        _save(held, _("Un autre modèle porte ce nom."), "name")
        journal.record(actor=actor, action="reception.answer_template.saved", target=held)
    return held


def retire_template(*, actor: Actor, template: AnswerTemplate) -> AnswerTemplate:
    """Offer it no more; the answers that were made from it stay."""
    actor.require(SETUP)
    with transaction.atomic():
        held = AnswerTemplate.objects.select_for_update().get(pk=template.pk, office_id=actor.office_id)
        if held.retired_at is None:
            held.retired_at = timezone.now()
            held.name = f"{held.name[:60]} (retiré {held.pk})"
            held.save(update_fields=["retired_at", "name"])
            journal.record(actor=actor, action="reception.answer_template.retired", target=held)
    return held


def add_brochure(
    *,
    actor: Actor,
    title: str,
    language: str = "fr",
    url: str = "",
    content: bytes | None = None,
    file_name: str = "",
) -> Brochure:
    """An e-brochure that answers carry: a PDF that is attached, or an address that is written."""
    actor.require(SETUP)
    if bool(url) == (content is not None):
        raise RequestError(_("Donnez un fichier PDF, ou une adresse : l’un des deux."), "url")
    if content is not None and not content.startswith(b"%PDF-"):
        raise RequestError(_("Ce fichier n’est pas un PDF."), "file")
    if content is not None and len(content) > LARGEST_BROCHURE:
        raise RequestError(_("Ce fichier dépasse 8 Mo : donnez plutôt son adresse."), "file")
    with transaction.atomic():
        brochure = Brochure(
            office_id=actor.office_id,
            title=title.strip(),
            language=language,
            url=url.strip(),
            content=content,
            file_name=file_name[:120],
            size=len(content) if content is not None else None,
        )
        _save(brochure, _("Une e-brochure porte déjà ce titre dans cette langue."), "title")
        journal.record(actor=actor, action="reception.brochure.added", target=brochure)
    return brochure


def retire_brochure(*, actor: Actor, brochure: Brochure) -> Brochure:
    """Offer it no more; how often it was sent stays counted."""
    actor.require(SETUP)
    with transaction.atomic():
        held = Brochure.objects.select_for_update().get(pk=brochure.pk, office_id=actor.office_id)
        if held.retired_at is None:
            held.retired_at, held.title = timezone.now(), f"{held.title[:95]} (retirée {held.pk})"
            held.content = None
            held.save(update_fields=["retired_at", "title", "content"])
            journal.record(actor=actor, action="reception.brochure.retired", target=held)
    return held


def save_mailbox(
    *, actor: Actor, mailbox: Mailbox | None = None, password: str = "", **fields: Any
) -> Mailbox:
    """A mailbox to be read; the password is kept encrypted, and an empty one leaves the former."""
    actor.require(SETUP)
    with transaction.atomic():
        held = mailbox or Mailbox(office_id=actor.office_id)
        for name in ("address", "host", "port", "username", "folder"):
            setattr(held, name, fields[name])
        held.is_active, held.error = True, ""
        if password:
            held.secret = seal(password)
        if not held.secret:
            raise RequestError(_("Donnez le mot de passe de la boîte."), "password")
        _save(held, _("Cette boîte est déjà relevée."), "username")
        journal.record(actor=actor, action="reception.mailbox.saved", target=held, after={"host": held.host})
    return held


def stop_mailbox(*, actor: Actor, mailbox: Mailbox) -> Mailbox:
    """Read it no more, and forget its password."""
    actor.require(SETUP)
    with transaction.atomic():
        held = Mailbox.objects.select_for_update().get(pk=mailbox.pk, office_id=actor.office_id)
        held.is_active, held.secret, held.error = False, "", ""
        held.save(update_fields=["is_active", "secret", "error"])
        journal.record(actor=actor, action="reception.mailbox.stopped", target=held)
    return held


def _save(row: Any, taken: str, field: str) -> None:
    try:
        row.full_clean(exclude=UNTYPED, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise RequestError(messages[0], name) from error
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise RequestError(taken, field) from error
