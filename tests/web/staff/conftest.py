"""Signed-in clients of the cast, and a case that has come a little way."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from samaki.database import session
from samaki.handoffs.models import Handoff
from samaki.intake import operations as intake
from samaki.intake.models import Report
from samaki.journeys.opening import open_from_report
from tests.web.staff.reading import filled


@pytest.fixture
def sign_in(cast):
    """Username -> a client signed in as that member, reading English."""

    def signed(username):
        client = Client(headers={"accept-language": "en"})
        client.force_login(cast[username])
        return client

    return signed


@pytest.fixture
def filed(cast):
    """Files a report now and returns it as the police see it."""

    def file(what="A girl is kept in a guesthouse", where="Phnom Penh", danger="unknown"):
        now = timezone.now()
        with session("intake", now):
            told = intake.Told(what=what, where=where, danger=danger)
            intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=now)
        with session("app", now, cast["duty.pp"].id):
            return Report.objects.order_by("-id").first()

    return file


@pytest.fixture
def opened(cast, filed):
    """Opens a case from a new report; returns it with the draft of its first hand-off."""

    def open_one(**told):
        report, now = filed(**told), timezone.now()
        with session("app", now, cast["duty.pp"].id):
            case = open_from_report(report_id=report.id, by=cast["duty.pp"], now=now)
            return case, Handoff.objects.filter(case=case, state="draft").select_related("to_unit", "step").first()

    return open_one


@pytest.fixture
def at_browser(cast):
    """Username -> a client that checks the form's token as a real one is checked, signed in through the form."""

    def seated(username, client=None):
        client = client or Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
        sent = client.post("/sign-in/", filled(client.get("/sign-in/?lang=en"), "/sign-in/?lang=en", username=username,
                                               password="a password of the tests"))  # fmt: skip
        assert sent.status_code == 302, sent.content
        return client

    return seated
