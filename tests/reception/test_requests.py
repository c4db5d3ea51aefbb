"""Requests from a distance: received once, threaded, answered, taken back, bounced, counted, forgotten."""

from __future__ import annotations

import datetime as dt
import uuid
from email.message import EmailMessage
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from buron.directory import services as directory
from buron.directory.models import Consent, Party
from buron.kernel import periods
from buron.kernel.actors import Actor
from buron.kernel.figures import FigureQuery
from buron.kernel.models import JournalEntry, Office
from buron.reception.figures import requests as figures
from buron.reception.figures.printed import HANDED
from buron.reception.models import Act, Enclosure, Enquiry, EnquiryMessage, Mailbox, PrintMovement
from buron.reception.queries.printed.stock import stock_at
from buron.reception.queries.requests import inbox
from buron.reception.request_imap import read_mailbox, utf7
from buron.reception.request_letters import letters_pdf
from buron.reception.request_secrets import unseal
from buron.reception.request_texts import completed
from buron.reception.request_upkeep import forget_old
from buron.reception.rules.facts import FactsError
from buron.reception.rules.mail import LARGEST
from buron.reception.services import printed as stock
from buron.reception.services import requests as services
from buron.reception.services.lists import setup_lists
from buron.reception.services.requests.common import RequestError, due_on
from buron.territory.services import create_desk

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.locmem.EmailBackend"


def raw_mail(text="Bonjour, je voudrais une carte de randonnée, merci.", **headers):
    message = EmailMessage()
    usual = {"From": "Rose Lys <rose@example.org>", "Subject": "Carte", "Message-ID": f"<{uuid.uuid4()}@x>"}
    for name, value in {**usual, **{key.replace("_", "-"): value for key, value in headers.items()}}.items():
        if name in message:
            del message[name]
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


@pytest.fixture
def mail(scoped, system):
    return services.receive_mail(actor=system, raw=raw_mail()).message.enquiry


@pytest.fixture
def letter(scoped, system):
    return services.receive_enquiry(
        actor=system,
        client_id=uuid.uuid4(),
        channel="letter",
        body="Une carte, s’il vous plaît",
        contact={
            "first_name": "Rose",
            "last_name": "Lys",
            "address": "3 rue Haute",
            "postcode": "15800",
            "city": "Thiézac",
        },
    )


def leave(system, message):
    EnquiryMessage.objects.filter(pk=message.pk).update(leaves_at=timezone.now() - dt.timedelta(seconds=1))
    return services.deliver(actor=system, message=message)


def test_a_mail_is_taken_in_once_and_makes_no_contact(scoped, system):
    raw = raw_mail()
    first = services.receive_mail(actor=system, raw=raw)
    again = services.receive_mail(actor=system, raw=raw)
    forwarded = services.receive_mail(actor=system, raw=b"Received: from elsewhere\n" + raw)
    assert (first.is_new, again.is_new, forwarded.is_new) == (True, False, False)
    assert again.message == forwarded.message == first.message
    enquiry = Enquiry.objects.get()
    assert (enquiry.channel, enquiry.language, enquiry.sender_name) == ("email", "fr", "Rose Lys")
    assert bytes(first.message.raw) == raw
    assert not Party.objects.exists()


def test_another_message_with_a_stolen_identifier_is_not_lost(scoped, system):
    services.receive_mail(actor=system, raw=raw_mail(Message_ID="<a@b>"))
    services.receive_mail(actor=system, raw=raw_mail("Autre chose", Message_ID="<a@b>", From="x@example.org"))
    assert Enquiry.objects.count() == 2


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Buron_Loop": "haut-pays"}]
)
def test_machines_open_no_request_but_are_kept(scoped, system, headers):
    enquiry = services.receive_mail(actor=system, raw=raw_mail(**headers)).message.enquiry
    assert enquiry.state == Enquiry.State.CLOSED
    assert enquiry.closed_reason
    year = periods.year(timezone.localdate().year)
    assert figures.REQUESTS.compute(FigureQuery(year)).n == 0


def test_the_journal_names_nobody(mail, letter, system):
    for entry in JournalEntry.objects.all():
        said = f"{entry.target_label} {entry.before} {entry.after}"
        assert "Lys" not in said and "rose@" not in said and "carte" not in said


def test_without_a_server_the_mail_waits_and_nothing_pretends(mail, system, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    message = services.answer(actor=system, enquiry=mail, kind="mail", text="Voici.")
    assert leave(system, message).state != "sent"
    message.refresh_from_db()
    mail.refresh_from_db()
    assert (message.state, mail.state, mail.answered_on) == ("waiting", "open", None)


def test_an_answer_leaves_threaded_and_its_answer_comes_back(mail, system, settings, mailoutbox):
    message = services.answer(actor=system, enquiry=mail, kind="mail", text="Voici.", subject="Re: Carte")
    assert not mailoutbox
    leave(system, message)
    leave(system, message)
    sent = mailoutbox[0].message()
    assert len(mailoutbox) == 1
    assert sent["In-Reply-To"] in sent["References"]
    assert sent["X-Buron-Loop"] == "haut-pays"
    mail.refresh_from_db()
    assert (mail.state, mail.delay_days, mail.answer_mode) == ("answered", 0, "email")
    assert mail.party.email == "rose@example.org"
    follow = services.receive_mail(
        actor=system, raw=raw_mail("Et le plan ?", References=str(sent["Message-ID"]))
    )
    assert follow.message.enquiry == mail
    mail.refresh_from_db()
    assert mail.state == "open"
    assert mail.delay_days == 0


def test_an_answer_is_taken_back_before_it_leaves(mail, system, mailoutbox):
    message = services.answer(actor=system, enquiry=mail, kind="mail", text="Voici.")
    services.withdraw_answer(actor=system, message=message)
    leave(system, message)
    assert not mailoutbox
    other = services.answer(actor=system, enquiry=mail, kind="mail", text="Voici.")
    leave(system, other)
    with pytest.raises(RequestError, match="Trop tard"):
        services.withdraw_answer(actor=system, message=other)


def test_a_server_that_refuses_is_told_and_tried_again(mail, system, monkeypatch, mailoutbox):
    def refuse(message):
        raise OSError("550 non")

    message = services.answer(actor=system, enquiry=mail, kind="mail", text="Voici.")
    monkeypatch.setattr("buron.reception.services.requests.leaving.send_answer_mail", refuse)
    assert "550 non" in leave(system, message).error
    mail.refresh_from_db()
    assert mail.state == "open"
    monkeypatch.undo()
    services.retry_answer(actor=system, message=message)
    leave(system, message)
    assert len(mailoutbox) == 1


def test_a_report_about_our_message_marks_the_address(mail, system):
    message = services.answer(actor=system, enquiry=mail, kind="mail", text="Voici.")
    leave(system, message)
    forged = report("rose@example.org", "inconnu@x")
    services.receive_mail(actor=system, raw=forged)
    assert Party.objects.get().email_refused_at is None
    services.receive_mail(actor=system, raw=report("rose@example.org", message.message_id))
    message.refresh_from_db()
    assert "User unknown" in message.bounce_reason
    assert Party.objects.get().email_refused_at is not None
    with pytest.raises(RequestError, match="revenu"):
        services.answer(actor=system, enquiry=mail, kind="mail", text="Encore.")


def test_an_answer_that_comes_back_puts_its_request_in_sight_of_its_author(
    mail, office, make_member, make_client
):
    author = make_member(office, "accueil")
    actor = Actor.member(author)
    message = services.answer(actor=actor, enquiry=mail, kind="mail", text="Voici.")
    leave(actor, message)
    mail.refresh_from_db()
    answered = (mail.answered_on, mail.delay_days)
    assert mail.state == "answered" and mail.assigned_to_id is None
    raw = report("rose@example.org", message.message_id)
    services.receive_mail(actor=actor, raw=raw)
    services.receive_mail(actor=actor, raw=raw)
    (line,) = inbox({"qui": "moi"}, author.user_id)
    assert line.state == "open" and "User unknown" in line.lost and not line.is_leaving
    assert (line.answered_on, line.delay_days) == answered  # what was counted stays
    page = make_client(office, "accueil").get(f"/{office.slug}/demandes/{mail.pk}/").content.decode()
    assert "n’est pas parvenue" in page and "User unknown" in page
    services.answer(actor=actor, enquiry=mail, kind="phone", text="Dit au téléphone.")
    assert not inbox({"qui": "moi"}, author.user_id)


def test_a_report_about_an_old_answer_opens_nothing_when_a_later_one_left(mail, system):
    first = services.answer(actor=system, enquiry=mail, kind="mail", text="Voici.")
    leave(system, first)
    services.answer(actor=system, enquiry=mail, kind="phone", text="Dit au téléphone.")
    services.receive_mail(actor=system, raw=report("rose@example.org", first.message_id))
    mail.refresh_from_db()
    assert mail.state == "answered"


def test_an_address_refused_at_sending_is_marked_and_told(mail, system, monkeypatch):
    def refuse(message):
        raise SMTPRecipientsRefused({message.to_email: (550, b"5.1.1 no such user")})

    leave(system, services.answer(actor=system, enquiry=mail, kind="mail", text="Voici."))
    again = services.answer(actor=system, enquiry=mail, kind="mail", text="Le plan en plus.")
    monkeypatch.setattr("buron.reception.services.requests.leaving.send_answer_mail", refuse)
    leave(system, again)
    (line,) = inbox({}, 0)
    assert line.lost == "Le serveur de courriel a refusé : 550 5.1.1 no such user"
    assert Party.objects.get().email_refused_at is not None


def report(address, identifier):
    return (
        "From: MAILER-DAEMON@mx.example.org\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nretour\n\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 User unknown\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{identifier}>\n\n--b--\n"
    ).encode()


def test_a_letter_is_printed_answered_and_comes_back(letter, system):
    message = services.answer(actor=system, enquiry=letter, kind="letter", text="Voici.\n\nCordialement")
    assert message.state == "to_print"
    assert letters_pdf([message, message]).startswith(b"%PDF-")
    assert services.mark_printed(actor=system, messages=[message]) == 1
    assert services.mark_printed(actor=system, messages=[message]) == 0
    letter.refresh_from_db()
    assert (letter.state, letter.answer_mode) == ("answered", "letter")
    message.refresh_from_db()
    services.mark_letter_returned(actor=system, message=message)
    assert Party.objects.get().address_refused_at is not None
    assert [line.lost for line in inbox({}, 0)] == ["NPAI"]
    with pytest.raises(RequestError, match="NPAI"):
        services.answer(actor=system, enquiry=letter, kind="letter", text="Encore.")


def test_an_envelope_takes_documents_from_the_stock_until_it_is_put_back(letter, system, scoped):
    settings = {"requests": {"count_as_acts": True}}
    Office.objects.filter(pk=scoped.pk).update(settings=settings)
    setup_lists(actor=system)
    bourg = create_desk(actor=system, name="Le Bourg", insee="15265")
    plan, guide, poster = (
        stock.save_title(actor=system, name=name, kind="plan") for name in ("Plan", "Guide", "Affiche")
    )
    for title, language in ((plan, "fr"), (guide, "en"), (guide, "fr")):
        edition = stock.save_edition(actor=system, title=title, year=2024, languages=[language])
    place = stock.save_place(actor=system, name="Le Bourg", desk=bourg)
    day = timezone.localdate()
    stock.receive_delivery(
        actor=system, client_id=uuid.uuid4(), edition=edition, place=place, quantity=10, day=day
    )
    printed = [plan, guide, poster]
    message = services.answer(actor=system, enquiry=letter, kind="letter", text="Voici.", printed=printed)
    assert stock_at(edition.pk, place.pk) == 10  # it waits to be printed: nothing left
    services.mark_printed(actor=system, messages=[message])
    message.refresh_from_db()
    assert stock_at(edition.pk, place.pk) == 9 and "Affiche" in " ".join(message.remarks)
    moved = PrintMovement.objects.filter(letter=message)
    assert [(one.edition.title.name, one.edition.languages) for one in moved.order_by("edition_id")] == [
        ("Plan", "fr"), ("Guide", "fr"),
    ]  # fmt: skip
    with pytest.raises(FactsError):
        stock.undo_movement(actor=system, movement=moved[0], reason="non")
    assert services.put_back_letters(actor=system, messages=[message]) == 1
    assert services.put_back_letters(actor=system, messages=[message]) == 0
    letter.refresh_from_db()
    assert stock_at(edition.pk, place.pk) == 10 and HANDED.compute(FigureQuery(periods.day(day))).value == 0
    assert (letter.state, letter.answered_on, letter.delay_days, letter.act) == ("open", None, None, None)
    assert not Act.objects.filter(cancelled_at=None).exists()
    services.mark_printed(actor=system, messages=[message])
    letter.refresh_from_db()
    assert (letter.state, letter.act.is_cancelled, stock_at(edition.pk, place.pk)) == ("answered", False, 9)


def test_a_letter_needs_an_address_and_a_mail_too(mail, letter, system):
    with pytest.raises(RequestError) as caught:
        services.answer(actor=system, enquiry=mail, kind="letter", text="Voici.")
    assert caught.value.field == "address"
    with pytest.raises(RequestError) as caught:
        services.answer(actor=system, enquiry=letter, kind="mail", text="Voici.")
    assert caught.value.field == "kind"
    postal = {"address": "1 place Basse", "postcode": "15800", "city": "Vic"}
    assert services.answer(actor=system, enquiry=mail, kind="letter", text="Voici.", postal=postal)
    assert Party.objects.get(email="rose@example.org").city == "Vic"


def test_a_field_that_nothing_fills_does_not_leave(mail, system):
    with pytest.raises(RequestError, match="adresse du carnet"):
        services.answer(actor=system, enquiry=mail, kind="mail", text="Voici {carnet}")


def test_what_was_chosen_and_not_said_is_written_under_the_text():
    values = {"carnet": "https://x/c/1", "enquete": "https://x/q", "brochures": ""}
    text = completed("Voici : https://x/c/1", "de", values, ["carnet", "brochures", "enquete"])
    assert text.count("https://x/c/1") == 1
    assert text.endswith("Sagen Sie es uns:\nhttps://x/q")


def test_brochures_are_attached_and_counted(mail, system, mailoutbox):
    paper = services.add_brochure(actor=system, title="Guide", content=b"%PDF-1.7 x", file_name="guide.pdf")
    online = services.add_brochure(actor=system, title="Plan", url="https://example.org/plan.pdf")
    message = services.answer(
        actor=system, enquiry=mail, kind="mail", text="Voici.", brochures=[paper, online]
    )
    leave(system, message)
    assert [one[0] for one in mailoutbox[0].attachments] == ["guide.pdf"]
    assert Enclosure.objects.count() == 2
    year = periods.year(timezone.localdate().year)
    assert figures.BROCHURES.compute(FigureQuery(year)).value == 2
    services.retire_brochure(actor=system, brochure=paper)
    assert figures.BROCHURES.compute(FigureQuery(year)).value == 2


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"title": "x"}, "url"),
        ({"title": "x", "content": b"MZ"}, "file"),
        ({"title": "x", "content": b"%PDF-" + b"x" * (9 * 2**20)}, "file"),
        ({"title": "", "url": "https://example.org/x"}, "title"),
    ],
)
def test_a_brochure_that_is_none_is_refused(scoped, system, fields, name):
    with pytest.raises(RequestError) as caught:
        services.add_brochure(actor=system, **fields)
    assert caught.value.field == name


def test_an_answered_request_is_one_act_where_the_office_says_so(office, letter, mail, system):
    setup_lists(actor=system)
    create_desk(actor=system, name="À distance", kind="virtual")
    services.answer(actor=system, enquiry=letter, kind="phone", text="Rappelée")
    assert not Act.objects.exists()
    services.save_settings(actor=system, answer_days=3, count_as_acts=True)
    leave(system, services.answer(actor=system, enquiry=mail, kind="mail", text="Voici."))
    leave(system, services.answer(actor=system, enquiry=mail, kind="mail", text="Et encore."))
    act = Act.objects.get()
    assert (act.channel, act.answer_mode, act.enquiry) == ("email", "email", mail)


def test_delays_are_in_working_days(office, letter, system):
    friday = dt.date(2026, 4, 30)
    assert due_on(office, friday) == dt.date(2026, 5, 6)  # the first of May and a weekend between
    Enquiry.objects.filter(pk=letter.pk).update(received_on=timezone.localdate() - dt.timedelta(days=14))
    services.answer(actor=system, enquiry=letter, kind="phone", text="Rappelée")
    letter.refresh_from_db()
    assert 7 <= letter.delay_days <= 10
    year = FigureQuery(periods.year(timezone.localdate().year))
    assert figures.DELAY.compute(year).value == letter.delay_days
    assert figures.IN_TIME.compute(year).value == 0


def test_the_late_ones_come_first(mail, letter, system):
    Enquiry.objects.filter(pk=letter.pk).update(received_on="2026-01-01", due_on="2026-01-06")
    assert list(inbox({}, 0)) == [letter, mail]
    services.close_enquiry(actor=system, enquiry=letter, reason="double")
    assert list(inbox({}, 0)) == [mail]
    assert list(inbox({"etat": "toutes", "mots": "randonnee LYS"}, 0)) == [mail]
    assert list(inbox({"etat": "classees"}, 0)) == [letter]


def test_somebody_else_s_colleague_gets_nothing(mail, system, other_office, make_member):
    with pytest.raises(RequestError):
        services.assign(actor=system, enquiry=mail, user_id=make_member(other_office, "accueil").user_id)


def test_a_right_is_asked(mail, office):
    with pytest.raises(PermissionDenied):
        services.close_enquiry(actor=Actor.guest("x", "x", office, frozenset()), enquiry=mail, reason="x")


def test_erasing_a_person_empties_the_requests(mail, system):
    leave(system, services.answer(actor=system, enquiry=mail, kind="mail", text="Chère Rose"))
    mail.refresh_from_db()
    directory.erase_party(actor=system, party=mail.party, reason="request")
    said = " ".join(
        str(value)
        for model in (Enquiry, EnquiryMessage, Party)
        for row in model.objects.values()
        for value in row.values()
    )
    assert "Rose" not in said and "rose@" not in said and "randonn" not in said
    year = FigureQuery(periods.year(timezone.localdate().year))
    assert figures.REQUESTS.compute(year).n == 1
    assert figures.DELAY.compute(year).value == 0


def test_words_are_forgotten_after_three_years(office, mail, letter, system):
    services.answer(actor=system, enquiry=letter, kind="phone", text="Rappelée")
    old = timezone.now() - dt.timedelta(days=1200)
    Enquiry.objects.update(received_at=old)
    EnquiryMessage.objects.update(at=old)
    assert forget_old(office) == 1  # the other one is still open
    letter.refresh_from_db()
    assert letter.body == "" and letter.delay_days is not None


def test_a_web_request_does_not_change_who_is_known(scoped, system, office):
    known = directory.register_party(
        actor=system, first_name="Rose", last_name="Lys", email="rose@example.org"
    )
    actor = Actor.guest("f", "f", office, frozenset({"reception.requests", "directory.edit"}))
    client_id = uuid.uuid4()
    for _twice in range(2):
        services.receive_enquiry(
            actor=actor,
            client_id=client_id,
            channel="web",
            body="Bonjour",
            contact={"last_name": "Autre", "email": "ROSE@example.org"},
            news_wording="J’accepte.",
        )
    assert Enquiry.objects.get().party == known
    known.refresh_from_db()
    assert known.last_name == "Lys"
    consent = Consent.objects.get()
    assert (consent.wording, consent.channel) == ("J’accepte.", "web")
    assert consent.proof.startswith("Demande nº")


class FakeServer:
    """What a mailbox answers, as imaplib gives it."""

    def __init__(self, mails, validity=b"7", cut_at=None):
        self.mails, self.validity, self.cut_at = mails, validity, cut_at

    def login(self, user, password):
        self.password = password.encode("ascii")  # all that LOGIN takes

    def authenticate(self, mechanism, answer):
        self.password = answer(b"").split(b"\0")[2]

    def select(self, name, readonly):
        assert readonly
        return ("OK", [b"1"]) if name == '"INBOX"' else ("NO", [b""])

    def response(self, code):
        return code, [self.validity]

    def uid(self, command, *args):
        if command == "SEARCH":
            return "OK", [b" ".join(str(uid).encode() for uid in self.mails)]
        uid, what = int(args[0]), args[1]
        if uid == self.cut_at and "PEEK" in what:
            raise OSError("coupé")
        raw = self.mails[uid]
        if "SIZE" in what:
            size = raw if isinstance(raw, int) else len(raw)
            return "OK", [f"1 (UID {uid} RFC822.SIZE {size})".encode()]
        body = b"From: gros@example.org\r\nSubject: Photos\r\n\r\n" if isinstance(raw, int) else raw
        return "OK", [(b"1 (BODY[] {9}", body), b")"]

    def logout(self):
        return "BYE", []


def test_folders_are_named_as_imap_writes_them():
    # The example of RFC 3501, then names of French mailboxes.
    assert utf7("~peter/mail/台北/日本語") == "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
    assert utf7("Demandes été") == "Demandes &AOk-t&AOk-"
    assert utf7("R&D") == "R&-D" and utf7("INBOX") == "INBOX"


@pytest.fixture
def mailbox(scoped, system):
    fields = {"host": "imap.example.org", "port": 993, "username": "accueil", "folder": "INBOX"}
    return services.save_mailbox(actor=system, password="pâté", address="accueil@example.org", **fields)


def test_a_mailbox_is_read_without_losing_nor_doubling(mailbox, system):
    mails = {3: raw_mail(), 5: raw_mail("Deux"), 9: 50 * 2**20}
    server = FakeServer(mails, cut_at=5)
    assert unseal(mailbox.secret) == "pâté" and "pâté" not in mailbox.secret
    assert read_mailbox(actor=system, mailbox=mailbox, connecting=lambda box: server) == 0
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, mailbox.error) == (3, "Le serveur imap.example.org ne répond pas.")
    server.cut_at = None
    assert read_mailbox(actor=system, mailbox=mailbox, connecting=lambda box: server) == 2
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, mailbox.error) == (9, "")
    big = Enquiry.objects.get(sender_email="gros@example.org")
    assert "50 Mo" in big.body and LARGEST < 50 * 2**20
    server.validity = b"8"
    assert read_mailbox(actor=system, mailbox=mailbox, connecting=lambda box: server) == 0
    assert Enquiry.objects.count() == 3


def test_a_mailbox_says_what_is_wrong(mailbox, system, settings):
    server = FakeServer({})
    Mailbox.objects.update(folder="Absent")
    mailbox.refresh_from_db()
    read_mailbox(actor=system, mailbox=mailbox, connecting=lambda box: server)
    assert Mailbox.objects.get().error == "Le dossier « Absent » n’existe pas."
    settings.SECRET_KEY = "une autre"  # noqa: S105 - a test's
    read_mailbox(actor=system, mailbox=mailbox, connecting=lambda box: server)
    assert "à redonner" in Mailbox.objects.get().error
