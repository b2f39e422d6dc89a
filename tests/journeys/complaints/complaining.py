"""Complaints for the tests: filed by the public or by a member, and what each member sees of them."""

import uuid

from django.db import connection

from samaki.database import session
from samaki.intake.receipts import digest_of
from samaki.journeys.complaints.filing import Grievance, add_to_complaint, file_complaint
from samaki.journeys.complaints.models import Complaint
from tests.everything import rows

WHY = "an officer of this unit asked for money"


def filed(now, *, by=None, key=None, **told):
    """(receipt, key of the row)."""
    told = Grievance(**{"what": WHY, "unit": "police-pp"} | told)
    with session("app", now, by.id) if by else session("intake", now):
        receipt = file_complaint(told=told, key=key or uuid.uuid4(), channel="member" if by else "web", now=now)
    return receipt, rows("select id from complaint where receipt_digest = %s", [digest_of(receipt)])[0][0]


def added(now, receipt, text="more words"):
    with session("intake", now):
        return add_to_complaint(receipt=receipt, text=text, now=now)


def row(key):
    """As it is, past row security: state, handler, above, level, due_at, call_at."""
    names = ("state", "handler", "above", "level", "due_at", "call_at", "close_reason", "about")
    return dict(zip(names, rows(f"select {', '.join(names)} from complaint where id = %s", [key])[0], strict=True))


def seen_by(member, now):
    """Keys of complaints in the member's sight."""
    with session("app", now, member.id):
        return set(Complaint.objects.values_list("id", flat=True))


def traces(member, now, key):
    """Table -> rows in the member's sight, of every table, in which this key stands anywhere."""
    found = {}
    with session("app", now, member.id), connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
                       " and has_table_privilege(oid, 'select')")  # fmt: skip
        for (table,) in cursor.fetchall():
            cursor.execute(f'select count(*) from "{table}" t where t::text like %s', [f"%{key}%"])
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found
