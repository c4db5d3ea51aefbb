"""Hostile and clumsy mails are read as far as they can be, and never break the reader."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buron.reception.rules import answers, delays
from buron.reception.rules.mail import (
    LARGEST,
    LARGEST_FILE,
    LONGEST_TEXT,
    TooLarge,
    guess_language,
    html_text,
    read_mail,
    safe_name,
)


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"From": "Rose Lys <rose@example.org>", "Subject": "Carte", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content("Bonjour, je voudrais une carte.")
    return message


def test_a_plain_mail():
    read = read_mail(mail(Message_ID="<a@b>", In_Reply_To="<c@d>", References="<e@f> <c@d>").as_bytes())
    assert (read.from_name, read.from_email, read.subject) == ("Rose Lys", "rose@example.org", "Carte")
    assert (read.message_id, read.references) == ("a@b", ("c@d", "e@f"))
    assert read.text == "Bonjour, je voudrais une carte."
    assert not read.remarks and not read.automatic
    assert read_mail(mail().as_bytes()).references == ()


@pytest.mark.parametrize(
    ("charset", "data"),
    [("iso-8859-15", "Été à 3 €"), ("windows-1252", "l’été"), ("utf-8", "naïf"), ("koi8-r", "лето")],
)
def test_encodings(charset, data):
    raw = f"From: a@example.org\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    assert read_mail(raw.encode() + data.encode(charset)).text == data


@pytest.mark.parametrize("charset", ["unknown-8bit", "x-klingon", "", "utf-16le\x00", "rot13", "base64"])
def test_false_encodings_are_read_at_best(charset):
    raw = f'From: a@example.org\nContent-Type: text/plain; charset="{charset}"\n\nvoilà'.encode()
    assert "voil" in read_mail(raw).text or charset in ("rot13", "utf-16le\x00")


def test_a_page_without_text():
    message = mail()
    message.set_content(
        "<style>p{}</style><script>alert(1)</script><p>Une <b>carte</b></p><ul><li>un</li><li>deux</li></ul>"
        '<img src="http://espion.example/x.gif" alt="plan">',
        subtype="html",
    )
    read = read_mail(message.as_bytes())
    assert read.text.split() == ["Une", "carte", "un", "deux", "[plan]"]
    assert "HTML" in read.remarks[0]


def test_nested_parts_and_files():
    inner, outer = mail(), mail()
    inner.add_alternative("<p>autre</p>", subtype="html")
    outer.make_mixed()
    outer.attach(inner)
    outer.add_attachment(b"MZ", maintype="application", subtype="x-msdownload", filename="../../virus.exe")
    outer.add_attachment(b"x" * (LARGEST_FILE + 1), maintype="image", subtype="png", filename="énorme.png")
    read = read_mail(outer.as_bytes())
    names = [(one.name, one.content is None) for one in read.files]
    assert ("virus.exe", False) in names and ("énorme.png", True) in names
    assert any("énorme.png" in remark for remark in read.remarks)


def test_a_very_deep_mail_is_not_a_fault():
    raw = b"From: a@example.org\n"
    for rank in range(500):
        raw += f'Content-Type: multipart/mixed; boundary="b{rank}"\n\n--b{rank}\n'.encode()
    assert read_mail(raw + b"\nfin").from_email in ("a@example.org", "")


def test_fifty_megabytes_are_refused_politely():
    with pytest.raises(TooLarge, match="50 Mo et la limite est de 25 Mo"):
        read_mail(b"x" * (50 * 2**20))
    assert LARGEST < 50 * 2**20


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto_Submitted": "auto-replied; owner-email=x"}, "reply"),
        ({"Auto_Submitted": "no"}, ""),
        ({"Precedence": "bulk"}, "list"),
        ({"X_Autoreply": "yes"}, "reply"),
        ({"List_Unsubscribe": "<https://x>"}, "list"),
        ({"X_Loop": "office"}, "loop"),
        ({"X_Buron_Loop": "haut-pays"}, "loop"),
    ],
)
def test_machines_are_recognised(headers, kind):
    assert read_mail(mail(**headers).as_bytes()).automatic == kind


REPORT = b"""From: MAILER-DAEMON@mx.example.org
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

desole

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; parti@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

Final-Recipient: rfc822; plein@example.org
Action: delayed
Status: 4.2.2

--b
Content-Type: text/rfc822-headers

Message-ID: <demande-1@buron>
Subject: Carte

--b--
"""


def test_a_delivery_report():
    read = read_mail(REPORT)
    assert read.automatic == "bounce"
    assert [(one.address, one.is_final) for one in read.bounces] == [
        ("parti@example.org", True),
        ("plein@example.org", False),
    ]
    assert "User unknown" in read.bounces[0].reason
    assert read.references == ("demande-1@buron",) or "demande-1@buron" in read.references


@settings(max_examples=2 * settings.default.max_examples)
@given(st.binary(max_size=3000))
def test_any_bytes_are_read(raw):
    check(read_mail(raw))


HEADER = st.sampled_from(
    ["From", "To", "Subject", "Date", "Message-ID", "References", "Reply-To", "Content-Type", "Precedence",
     "Content-Disposition", "Content-Transfer-Encoding", "Auto-Submitted", "Content-Type"]
)  # fmt: skip
VALUE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["=?utf-8?q?=ff=fe?=", "=?x?b?!!!?=", "multipart/mixed; boundary=b", "multipart/report; boundary=b",
         "text/html; charset=utf-7", "base64", "quoted-printable", "uuencode", 'attachment; filename*=x\'\'%ff',
         "message/rfc822", "message/delivery-status", "<<<>>>", "a@b@c, <>, \"", "Tue, 99 Foo 99999 99:99:99 +9999",
         "text/plain; charset=idna", "text/plain; charset=punycode", "message/external-body"]
    ),
)  # fmt: skip


@settings(max_examples=3 * settings.default.max_examples)
@given(
    st.lists(st.tuples(HEADER, VALUE), max_size=10), st.lists(st.one_of(VALUE, st.just("--b")), max_size=12)
)
def test_any_headers_are_read(headers, lines):
    text = "".join(f"{name}: {value}\n" for name, value in headers) + "\n" + "\n".join(lines)
    check(read_mail(text.encode("utf-8", "replace")))


def check(read):
    assert len(read.text) <= LONGEST_TEXT
    assert len(read.subject) <= 200
    assert len(read.message_id) <= 250
    assert "\n" not in read.subject + read.from_name + read.from_email
    for text in (read.text, read.subject, read.from_name, *(one.name for one in read.files)):
        assert "\x00" not in text
        text.encode("utf-8")


@given(st.text(max_size=200))
def test_names_of_files_lead_nowhere(name):
    kept = safe_name(name)
    assert kept and "/" not in kept and "\\" not in kept and not kept.startswith(".")


@given(st.text(max_size=300))
def test_any_page_gives_text(page):
    html_text(page)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bonjour, nous venons dans le Cantal avec des enfants, merci de votre réponse", "fr"),
        ("Dear Sir, we would like to receive the map, thank you and best regards", "en"),
        ("Guten Tag, wir würden gern eine Karte für die Wanderung haben, danke", "de"),
        ("Goedendag, wij zouden graag een kaart voor de wandeling ontvangen, dank u", "nl"),
        ("Hola, buenos días, para las vacaciones con los niños, gracias por su ayuda", "es"),
        ("Carte ?", "fr"),
    ],
)
def test_the_language_is_guessed(text, language):
    assert guess_language(text) == language


WORKED = frozenset(range(5))


def is_worked(day: dt.date) -> bool:
    return day.weekday() in WORKED and day != dt.date(2026, 5, 1)


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [("2026-04-29", 3, "2026-05-05"), ("2026-05-02", 1, "2026-05-04"), ("2026-05-04", 0, "2026-05-04")],
)
def test_clocks_run_in_working_days(received, days, due):
    start, end = dt.date.fromisoformat(received), dt.date.fromisoformat(due)
    assert delays.due_day(start, days, is_worked) == end
    assert delays.worked_days(start, end, is_worked) == days


def test_a_ready_answer_says_what_it_lacks():
    filled = answers.fill("Bonjour {prenom|Madame, Monsieur}, {carnet}", {"office": "x"})
    assert filled.text == "Bonjour Madame, Monsieur, {carnet}"
    assert filled.missing == ("adresse du carnet",)
    assert answers.unknown_fields("{prenon} {nom}") == ["prenon"]
    assert answers.fill("{nom}", {"nom": "{prenom}"}).text == "{prenom}"
