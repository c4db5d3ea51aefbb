"""What people add to figures: printed figures and their checks, breaks in series, who looks after dashboards."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from buron.kernel.actors import Actor
from buron.kernel.models import JournalEntry
from buron.observatory import queries
from buron.observatory.addresses import Links
from buron.observatory.checks import check_all
from buron.observatory.figures import FigureBook
from buron.observatory.models import ExternalFigure, SeriesBreak
from buron.observatory.services import (
    RefusedError,
    assign_dashboard,
    note_series_break,
    record_external_figure,
    remove_external_figure,
    remove_series_break,
)
from tests.observatory.double import Act

SOURCE = "Rapport imprimé, page 7"


@pytest.fixture
def director(office, make_member):
    return Actor.member(make_member(office, "direction"))


@pytest.fixture
def seed_years(acts):
    """The acts of 2018 and 2019 as a printed report gives them: 6 510 and 5 752."""
    acts += [Act(dt.date(2018, 7, 1), "1", "couple")] * 6510 + [
        Act(dt.date(2019, 7, 1), "1", "couple")
    ] * 5752
    return acts


def typed(director, printed, **options):
    values = {"indicator": "double.acts", "period": "2019", "source": SOURCE, **options}
    return record_external_figure(actor=director, printed=printed, **values)


def sentences(office):
    checks = check_all(queries.external_figures(), FigureBook(dt.date(2020, 1, 1)), Links(office.slug))
    return [(one.verdict, one.sentence.replace("\u00a0", " ").replace("\u202f", " ")) for one in checks]


def test_printed_figures_are_compared_with_rows(seed_years, scoped, director):
    typed(director, "5 752")
    typed(director, "- 11,5 %", measure="evolution")
    typed(director, "100 %", measure="share", split="party", code="couple")
    typed(director, "12", period="2012")
    assert sentences(scoped) == [
        (
            "differs",
            "Actes d’accueil, évolution sur un an, 2019 : imprimé − 11,5 %, les lignes donnent −11,6 %.",
        ),
        ("unknown", "Actes d’accueil, 2012 : imprimé 12, les lignes ne disent rien."),
        ("agrees", "Actes d’accueil, 2019 : imprimé 5 752, comme les lignes."),
        ("agrees", "Actes d’accueil, Couple, part, 2019 : imprimé 100 %, comme les lignes."),
    ]


def test_printed_figures_are_compared_with_each_other(seed_years, scoped, director):
    typed(director, "22", parts="1 + 6 + 16", source="Visites")
    typed(director, "23 691", source="Compteur", indicator="double.people")
    typed(director, "24 487", source="Compteur", indicator="double.people", period="2018")
    typed(director, "-3,2 %", source="Compteur", indicator="double.people", measure="evolution")
    typed(director, "20", source="Bureaux")
    for code in "123":
        typed(director, "7", source="Bureaux", split="desk", code=code)
    for code in ("solo", "couple"):
        typed(director, "61 %", source="Parts", measure="share", split="party", code=code)
    told = [sentence for verdict, sentence in sentences(scoped) if verdict == "differs"]
    assert "Actes d’accueil, 2019 : imprimé 22, mais 1 + 6 + 16 font 23." in told
    assert (
        "Personnes accueillies, évolution sur un an, 2019 : imprimé −3,2 %, mais de 24 487 à 23 691 "
        "l’évolution est de −3,3 %." in told
    )
    assert "Actes d’accueil, 2019 : total imprimé 20, mais ses parts font 21 (Bureaux)." in told
    assert any("les parts imprimées font 122,0 % (Parts)" in one for one in told)


def test_the_same_figure_of_the_same_source_is_corrected(seed_years, scoped, director):
    first = typed(director, "5 725")
    again = typed(director, "5 752")
    assert again.pk == first.pk
    entry = JournalEntry.objects.filter(action="observatory.external_figure.recorded").first()
    assert (entry.before["printed"], entry.after["printed"]) == ("5 725", "5 752")
    assert entry.target_label.startswith("Actes d’accueil ")
    remove_external_figure(actor=director, pk=first.pk)
    assert not ExternalFigure.objects.exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"printed": "beaucoup"}, "n’est pas un chiffre"),
        ({"parts": "1 + x"}, "somme"),
        ({"period": "hier"}, "n’est pas une période"),
        ({"indicator": "double.nothing"}, "n’existe pas"),
        ({"source": " "}, "d’où vient"),
        ({"measure": "share"}, "modalité"),
        ({"split": "colour", "code": "red"}, "ne se découpe pas"),
        ({"split": "party"}, "modalité"),
        ({"measure": "mean"}, "ni une valeur"),
    ],
)
def test_what_cannot_be_compared_is_refused(room, scoped, director, options, told):
    with pytest.raises(RefusedError, match=told):
        typed(director, **{"printed": "12", **options})


def test_rights(room, scoped, office, make_member):
    elected = Actor.member(make_member(office, "elu"))
    with pytest.raises(PermissionDenied):
        typed(elected, "12")
    with pytest.raises(PermissionDenied):
        note_series_break(actor=elected, indicator="double.acts", day=dt.date(2024, 1, 1), note="x")
    quality = Actor.member(make_member(office, "qualite"))
    with pytest.raises(PermissionDenied):
        typed(quality, "12", indicator="double.secret")


def test_breaks_are_corrected_and_removed(room, scoped, director):
    day = dt.date(2024, 4, 1)
    note_series_break(actor=director, indicator="double.acts", day=day, note="Nouveau compteur")
    found = note_series_break(
        actor=director, indicator="double.acts", day=day, note="Nouveau compteur à l’entrée"
    )
    assert SeriesBreak.objects.get().note == "Nouveau compteur à l’entrée"
    breaks = queries.breaks_by_indicator()
    assert queries.breaks_between(breaks, "double.acts", day, dt.date(2025, 1, 1)) == []
    assert queries.breaks_between(breaks, "double.acts", dt.date(2024, 1, 1), day) == [found]
    remove_series_break(actor=director, pk=found.pk)
    assert not SeriesBreak.objects.exists()


def test_dashboard_has_an_owner_and_a_due_date(room, scoped, office, other_office, director, make_member):
    owner = make_member(office, "accueil").user
    assign_dashboard(
        actor=director, dashboard="double.desk", owner=owner, frequency="month", due_day=5, note="CODIR"
    )
    care = queries.care_of(queries.visible_dashboards(director), dt.date(2024, 5, 6))[0]
    assert (care.owner, care.due) == (str(owner), dt.date(2024, 6, 5))
    stranger = make_member(other_office, "accueil").user
    with pytest.raises(RefusedError, match="ne travaille pas"):
        assign_dashboard(actor=director, dashboard="double.desk", owner=stranger)
    with pytest.raises(RefusedError):
        assign_dashboard(actor=director, dashboard="double.desk", owner=None, due_day=40)
    with pytest.raises(RefusedError):
        assign_dashboard(actor=director, dashboard="double.desk", owner=None, frequency="never")


def test_screens_record_and_show(seed_years, office, make_client, make_member):
    client = make_client(office, "direction")
    checks = reverse("observatory_checks", kwargs={"office": office.slug, "year": 2019})
    answer = client.post(
        checks,
        {
            "indicator": "double.acts", "period": "2019", "measure": "share", "printed": "99 %",
            "source": SOURCE, "split": "party", "code": "Couple",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert "les lignes donnent 100" in client.get(checks).content.decode()
    wrong = client.post(
        checks, {"indicator": "double.acts", "period": "x", "measure": "value", "printed": "1", "source": "s"}
    )
    assert "n’est pas une période" in wrong.content.decode()
    rupture = reverse("observatory_break", kwargs={"office": office.slug, "key": "double.acts"})
    client.post(rupture, {"day": "2019-03-01", "note": "Compteur remplacé"})
    figure = reverse("observatory_figure", kwargs={"office": office.slug, "key": "double.acts"})
    page = client.get(figure, {"periode": "2019"}).content.decode()
    assert "Compteur remplacé" in page
    assert "mars *" in page
    care = reverse("observatory_care", kwargs={"office": office.slug, "key": "double.desk"})
    client.post(care, {"owner": "", "frequency": "year", "due_day": "15", "due_month": "10", "note": "CODIR"})
    assert (
        "avant le 15"
        in client.get(reverse("observatory_dashboards", kwargs={"office": office.slug})).content.decode()
    )
    assert client.post(checks.replace("/controles/", "/controles/999/retirer/")).status_code == 404
    assert make_client(office, "elu").post(checks, {}).status_code == 403
