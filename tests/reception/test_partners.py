"""Partner-run desks: a link that only counts visitors, its page, its papers."""

from __future__ import annotations

import json
import logging
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from buron.kernel.documents.typst import pdf_bytes
from buron.reception.models import Act, Batch, PartnerLink
from buron.reception.papers.partners import poster_document, sheet_document
from buron.reception.queries.lists import items_on
from buron.reception.queries.origins import quick
from buron.reception.queries.partners import link_by_token, partner_lines
from buron.reception.rules.facts import FactsError
from buron.reception.services import (
    open_partner_link,
    record_partner_act,
    renew_partner_link,
    retire_list_item,
    revoke_partner_link,
    undo_partner_act,
)
from buron.reception.services.partners import partner_actor
from buron.territory.models import Desk


@pytest.fixture
def partner_desk(reception) -> Desk:
    return Desk.objects.create(
        office=reception, name="Agence postale d’Arches", slug="arches", kind="partner", position=5
    )


@pytest.fixture
def link(partner_desk, director) -> PartnerLink:
    return open_partner_link(actor=director, desk=partner_desk)


@pytest.fixture
def call(link):
    """Talk to the page's own part as a tablet does."""

    def call(name: str, body: object = None, token: str | None = None, client: Client | None = None):
        client = client or Client(enforce_csrf_checks=True)
        headers = {"X-Point": link.token if token is None else token}
        if body is None:
            return client.get(f"/p/{name}", headers=headers)
        return client.post(f"/p/{name}", json.dumps(body), content_type="application/json", headers=headers)

    return call


def visitor(**answers) -> dict[str, object]:
    return {"client_id": str(uuid4()), **answers}


def test_a_desk_has_one_link_until_it_is_changed(partner_desk, link, director):
    assert open_partner_link(actor=director, desk=partner_desk) == link
    old = link.token
    renewed = renew_partner_link(actor=director, link=link)
    assert renewed != link and renewed.token != old
    assert link_by_token(old) is None and link_by_token(renewed.token) == renewed
    link.refresh_from_db()
    assert link.token is None and link.revoked_at is not None


def test_only_a_partner_run_desk_has_one_and_only_its_keepers_give_it(desk, partner_desk, director, adviser):
    with pytest.raises(FactsError, match="partenaire"):
        open_partner_link(actor=director, desk=desk)
    with pytest.raises(PermissionDenied):
        open_partner_link(actor=adviser, desk=partner_desk)


def test_three_taps_make_an_act_marked_as_the_partners(call, link):
    answer = call("visiteur", visitor(party="couple", origin="FR-15", theme="hiking"))
    assert (answer.status_code, answer.json()) == (200, {"count": 1})
    act = Act.objects.get()
    assert (act.entry, act.partner_link, act.desk, act.author) == ("relay", link, link.desk, None)
    assert (act.party, act.origin_department, act.channel) == ("couple", "15", "counter")
    assert [one.theme for one in act.themes.all()] == ["hiking"]
    assert act.confidence == {"party": "observed", "origin": "declared"}


def test_nothing_is_filled_in_advance(call):
    assert call("visiteur", visitor()).status_code == 200
    act = Act.objects.get()
    assert (act.party, act.origin_country, act.people, act.stay, act.themes.count()) == (None,) * 4 + (0,)


def test_a_visitor_sent_twice_is_counted_once(call):
    one = visitor(party="solo", age=3600)
    assert [call("visiteur", one).json()["count"] for _ in range(3)] == [1, 1, 1]
    act = Act.objects.get()
    assert (timezone.now() - act.occurred_at).total_seconds() >= 3600


def test_it_is_taken_back_within_a_minute_by_the_same_link_only(call, link, director, reception):
    one = visitor(party="solo")
    call("visiteur", one)
    other = Desk.objects.create(office=reception, name="Épicerie", slug="epicerie", kind="partner")
    stranger = open_partner_link(actor=director, desk=other)
    call("annuler", one, token=stranger.token)
    assert Act.objects.get().cancelled_at is None
    assert call("annuler", one).json() == {"count": 0}
    assert Act.objects.get().is_cancelled
    assert call("annuler", visitor()).status_code == 200  # what never arrived
    late = visitor()
    call("visiteur", late)
    Act.objects.filter(client_id=late["client_id"]).update(
        recorded_at=timezone.now() - timezone.timedelta(minutes=3)
    )
    assert call("annuler", late).status_code == 422


def test_a_link_that_was_shut_answers_politely_and_records_nothing(call, link, director):
    token = link.token
    revoke_partner_link(actor=director, link=link)
    for name, body in (("bureau", None), ("visiteur", visitor()), ("annuler", visitor())):
        answer = call(name, body, token=token)
        assert answer.status_code == 410 and "office de tourisme" in answer.json()["message"]
    assert not Act.objects.exists()
    with pytest.raises(FactsError, match="plus valable"):
        record_partner_act(actor=partner_actor(link), link=link, client_id=uuid4())


@pytest.mark.parametrize("token", ["", "x", "é" * 20, "0" * 400, "../../etc"])
def test_a_wrong_link_is_no_fault(call, token, link):
    assert call("bureau", token=token.encode("utf-8").decode("latin-1")).status_code == 410


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"client_id": "x"},
        {"client_id": str(uuid4()), "party": 4},
        {"client_id": str(uuid4()), "party": "nobody"},
        {"client_id": str(uuid4()), "origin": "FR-99"},
        {"client_id": str(uuid4()), "theme": "nothing"},
        {"client_id": str(uuid4()), "age": "long"},
    ],
)
def test_nonsense_is_refused_with_a_sentence(call, body):
    answer = call("visiteur", body)
    assert answer.status_code == 422 and answer.json()["message"]
    assert not Act.objects.exists()


def test_an_answer_that_was_withdrawn_says_which(call, director, reception):
    item = next(one for one in items_on(timezone.localdate())["party"] if one.code == "group")
    retire_list_item(actor=director, item=item)
    type(item).objects.filter(pk=item.pk).update(
        valid_until=timezone.localdate() - timezone.timedelta(days=1)
    )
    answer = call("visiteur", visitor(party="group"))
    assert (answer.status_code, answer.json()["field"]) == (422, "party")


def test_calls_are_counted(call, monkeypatch):
    monkeypatch.setattr("buron.reception.views.partner_page.MOST_CALLS", 2)
    assert [call("visiteur", visitor()).status_code for _ in range(3)] == [200, 200, 429]
    monkeypatch.setattr("buron.reception.views.partner_page.WRONG_TRIES", 2)
    assert [call("bureau", token="a" * 22).status_code for _ in range(3)] == [410, 410, 429]


def test_the_page_is_the_same_for_all_and_sets_no_cookie(link):
    client = Client()
    answer = client.get("/p/")
    text = answer.content.decode()
    assert answer.status_code == 200 and not client.cookies
    assert answer["Referrer-Policy"] == "no-referrer" and 'content="no-referrer"' in text
    assert link.token not in text and link.desk.name not in text
    assert "<form" not in text and "checked" not in text


def test_the_token_is_in_no_address_no_log_and_no_journal(call, link, caplog, director):
    with caplog.at_level(logging.DEBUG):
        call("bureau")
        call("visiteur", visitor(party="solo"))
        call("visiteur", visitor(party="nobody"))
    assert link.token not in caplog.text
    from buron.kernel.models import JournalEntry

    told = json.dumps(list(JournalEntry.objects.values("before", "after", "target_label", "actor_label")))
    assert link.token not in told


def test_the_page_learns_its_desk_and_todays_count(call, link):
    call("visiteur", visitor(party="solo"))
    state = call("bureau").json()
    assert (state["desk"], state["count"]) == ("Agence postale d’Arches", 1)
    assert ["couple", "Couple"] in state["party"] and len(state["others"]) > 200
    link.refresh_from_db()
    assert link.last_used_at is not None


def test_the_office_sees_its_desks_at_the_same_cost(
    link, director, reception, make_client, django_assert_num_queries, call
):
    call("visiteur", visitor())
    with django_assert_num_queries(3):
        (line,) = partner_lines(timezone.localdate())
    assert (line.by_link, line.by_sheet, line.link) == (1, 0, link)
    for rank in range(3):
        made = Desk.objects.create(office=reception, name=f"P{rank}", slug=f"p-{rank}", kind="partner")
        open_partner_link(actor=director, desk=made)
    with django_assert_num_queries(3):
        assert len(partner_lines(timezone.localdate())) == 4
    client = make_client(reception, "direction")
    page = client.get(f"/{reception.slug}/accueil/points/").content.decode()
    assert "Agence postale d’Arches" in page and link.token not in page
    one = client.get(f"/{reception.slug}/accueil/points/{link.pk}/").content.decode()
    assert f"/p/#{link.token}" in one


def test_the_office_gives_changes_and_shuts_a_link_from_its_screen(partner_desk, make_client, reception):
    client = make_client(reception, "direction")
    base = f"/{reception.slug}/accueil/points"
    client.post(f"{base}/bureaux/{partner_desk.pk}/ouvrir/")
    first = PartnerLink.objects.get()
    assert client.get(f"{base}/{first.pk}/affiche.pdf").content.startswith(b"%PDF")
    client.post(f"{base}/{first.pk}/changer/")
    second = PartnerLink.objects.get(revoked_at=None)
    assert second != first
    client.post(f"{base}/{second.pk}/couper/")
    assert not PartnerLink.objects.filter(revoked_at=None).exists()
    assert client.get(f"{base}/{second.pk}/").status_code == 200
    assert client.get(f"{base}/{second.pk}/affiche.pdf").status_code == 404


def test_the_sheet_has_the_categories_of_the_page(partner_desk, reception):
    today = timezone.localdate()
    lists = items_on(today)
    document = sheet_document(partner_desk, lists, quick(partner_desk.pk, today, "15"))
    labels = [row[0] for block in document.blocks if hasattr(block, "rows") for row in block.rows]
    assert {item.label for item in [*lists["party"], *lists["theme"]]} <= set(labels)
    assert partner_desk.name in document.title
    assert pdf_bytes(document, style="carnet").startswith(b"%PDF")
    assert pdf_bytes(poster_document(partner_desk, "https://example.org/p/#abc")).startswith(b"%PDF")


def test_the_entry_screen_of_a_sheet_opens_at_its_desk(partner_desk, make_client, reception):
    client = make_client(reception, "accueil")
    page = client.get(
        f"/{reception.slug}/accueil/batonnage/", {"bureau": partner_desk.pk, "canal": "counter"}
    ).content.decode()
    assert f'<option value="{partner_desk.pk}" selected>' in page
    assert '<option value="counter" selected>' in page
    assert client.get(f"/{reception.slug}/accueil/batonnage/", {"bureau": "9" * 40}).status_code == 200
    assert not Batch.objects.exists()


def test_an_act_of_the_desk_is_not_taken_back_through_a_link(link, welcome):
    act = welcome(at=link.desk)
    assert undo_partner_act(actor=partner_actor(link), link=link, client_id=act.client_id) is None
