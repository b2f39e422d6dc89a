"""Pages of surveys and estimates: each act on them, for who may; a figure never without what it does not see."""

import threading

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.database import session
from samaki.jobs import estimating
from samaki.surveys.models import ListStudy, Survey
from tests.surveys.making import LISTS, count, drawn, overseer_elsewhere, sheet, visits_of


def file(text):
    return SimpleUploadedFile("table.csv", text.encode(), "text/csv")


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_a_survey_from_the_list_to_the_figure(cast, sign_in):
    client = sign_in("oversight")
    given = {"title": "Bars 2026", "reach": "Not the streets"}
    bad = client.post("/prevalence/surveys/new/", {**given, "table": file(sheet() + "\n,bars,,x")})
    assert bad.status_code == 422
    assert "Row 14" in bad.content.decode()
    assert "Bars 2026" in bad.content.decode()
    made = client.post("/prevalence/surveys/new/", {**given, "table": file(sheet())})
    home = made["Location"]
    assert "The sample is not drawn yet" in page(client, home)
    refused = client.post(f"{home}draw/", {"wanted_0": "1", "wanted_1": "x", "visits": "1", "by": "equal"})
    assert refused.status_code == 422
    assert (
        client.post(
            f"{home}draw/", {"wanted_0": "3", "wanted_1": "3", "visits": "1", "by": "equal", "seed": "7"}
        ).status_code
        == 302
    )
    listed = page(client, f"{home}visits/")
    assert listed.count("Secretword") == 6
    visit = listed.split('href="/prevalence/visits/')[1].split('"')[0]
    assert "Write nobody" in page(client, f"/prevalence/visits/{visit}")
    wrong = client.post(f"/prevalence/visits/{visit}", {"people": "3", "minors": "4"})
    assert wrong.status_code == 422
    assert client.post(f"/prevalence/visits/{visit}", {"people": "១០", "minors": "2"}).status_code == 302
    assert "10 people, 2 of them" in page(client, f"{home}visits/")
    now = timezone.now()
    with session("app", now, cast["oversight"].id):
        row = Survey.objects.get()
        others = [one for one in visits_of(row) if not one.counts.exists()]
    for one in others:
        count(cast["oversight"], now, one, people=10, minors=1)
    shown = page(client, home)
    assert "of the people seen were judged to be under 18" in shown
    assert "Not the streets" in shown
    assert "one in ten was misjudged" in shown
    assert client.post(f"{home}close/").status_code == 302
    overseer_elsewhere(cast, now)
    reader = sign_in("focal.national")
    others = page(reader, home)
    assert "7 of 60 people" in others
    assert "Visits to make" not in others
    page(reader, f"{home}visits/", 404)
    page(reader, f"/prevalence/visits/{visit}", 404)
    for act in ("reopen", "withdraw"):
        assert client.post(f"{home}{act}/").status_code == 302
    police = sign_in("duty.pp")
    for signed in (police, sign_in("admin")):
        page(signed, home, 404)
        page(signed, f"{home}visits/", 404)
    page(police, "/prevalence/surveys/new/", 403)


def test_all_rounds_stand_beside_the_figures_of_others(cast, sign_in):
    client, now = sign_in("oversight"), timezone.now()

    def queries():
        with CaptureQueriesContext(connection) as seen:
            page(client, "/prevalence/")
        return len(seen)

    drawn(cast["oversight"], now)
    one = queries()
    for seed in ("8", "9"):
        row = drawn(cast["oversight"], now, seed=seed)
        with session("app", now, cast["oversight"].id):
            found = visits_of(row)
        for visit in found:
            count(cast["oversight"], now, visit, people=10, minors=int(seed) - 7 + visit.number % 2)
    assert queries() == one
    shown = page(client, "/prevalence/")
    assert "8.16%" in shown
    assert "2.20%" in shown
    assert "points of a hundred" in shown
    assert "never added together" in shown
    khmer = page(client, "/prevalence/?lang=km")
    assert "៨,១៦%" in khmer
    assert "No survey that you may see" in page(sign_in("duty.pp"), "/prevalence/")


def test_an_estimate_is_asked_for_made_and_shown(cast, sign_in):
    client = sign_in("oversight")
    assert "11,313" in page(client, "/prevalence/lists/")
    given = {"title": "Three lists", "method": "", "replicates": "200"}
    bad = client.post("/prevalence/lists/new/", {**given, "table": file("a,b,count\n1,0,-1\n")})
    assert bad.status_code == 422
    assert "negative" in bad.content.decode()
    home = client.post("/prevalence/lists/new/", {**given, "table": file(LISTS)})["Location"]
    assert "It waits for its turn." in page(client, home)
    estimating.round_of(timezone.now, threading.Event())
    shown = page(client, home)
    assert "How much the answer depends on the model" in shown
    assert "Critics hold" in shown
    assert "It has an estimate, and only one." in shown
    assert "In 800 made-up tables of which it was known, in 96 to 99 of 100." in shown
    with session("app", timezone.now(), cast["oversight"].id):
        assert ListStudy.objects.get().state == "done"
    given["table"] = file("a,b,count\n1,0,60\n0,1,30\n1,1,20\n")
    two = client.post("/prevalence/lists/new/", {**given, "replicates": "0"})["Location"]
    estimating.round_of(timezone.now, threading.Event())
    shown = page(client, two)
    assert "Only one model fits, so how much the answer depends on it cannot be seen." in shown
    assert "in 90 to 94 of 100." in shown, "without redraws the narrow interval is all there is"
    assert client.post(f"{home}withdraw/").status_code == 302
    page(sign_in("duty.pp"), home, 404)
