"""Who comes back with the receipt is asked, answers, adds files, says how to be reached; the unit that holds the report is called."""

import uuid
from datetime import timedelta

import pytest
from django.utils import translation

from samaki.agencies.country import pack
from samaki.cases.documents.media import TAKEN
from samaki.cases.documents.sounds import sound_copy
from samaki.cases.models import Strand
from samaki.channels.sms import words
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.intake import operations, talking
from samaki.intake.coming_back import NoReport
from samaki.intake.enclosing import LARGEST, MOST_FILES, Enclosed
from samaki.intake.operations import OtherBody
from samaki.intake.passing import pass_report
from samaki.intake.queries import status_of
from samaki.jobs.tick import tick
from samaki.journeys import closing
from samaki.journeys.opening import open_from_report
from samaki.threads.models import ReportFile, ReportMessage
from samaki.web.public import outcome
from tests.acting import act, taken
from tests.cases.files import picture
from tests.everything import rows
from tests.intake.talk import filed, reach, read, report_of, said, voice
from tests.journeys.retention.erasing import closed


def ask(by, report, now, kind="question", phrases=("where_exactly",), text=""):
    return act(by, talking.write_to_reporter, now, report_id=report.id, kind=kind, phrases=phrases, text=text)


def talk(by, report, now):
    with session("app", now, by.id):
        return talking.talk_of(report)


def notices(kind):
    return rows(f"select to_unit, urgency from notice where kind = '{kind}' order by made_at, id", role="worker")


def test_a_question_is_asked_and_answered_with_the_receipt(cast, now):
    receipt, by = filed(now), cast["duty.pp"]
    report = report_of(by, now)
    ask(by, report, now, text="Which door?")
    found = read(receipt, now)
    assert found.asked
    assert (found.said[0].phrases, found.said[0].text, found.said[0].from_reporter) == (
        ("where_exactly",),
        "Which door?",
        False,
    )
    said(receipt, now, "The blue door")
    found = read(receipt, now)
    assert not found.asked
    assert [(one.kind, one.text) for one in found.said] == [("question", "Which door?"), ("answer", "The blue door")]
    opened = talk(by, report, now)
    assert (opened.unread, opened.asked) == (1, False)
    assert opened.said[-1][1]["text"] == "The blue door"
    assert notices("report.said")[-1] == (by.unit_id, "urgent")
    said(receipt, now, "One thing more")
    assert read(receipt, now).said[-1].kind == "more"
    assert notices("report.said")[-1] == (by.unit_id, "normal")


def test_who_comes_back_reads_that_the_work_has_ended_and_that_it_goes_on_again(cast, now):
    receipt, by = filed(now), cast["duty.pp"]
    case = act(by, open_from_report, now, report_id=report_of(by, now).id)
    taken(case, "first_safe_contact", by, cast["social.pp"], now)
    assert standing(receipt, now) == (False, "It is being worked on", "People whose work it is are acting on it.")
    closed(cast, case, now)
    assert standing(receipt, now) == (
        True,
        "The work on it has ended",
        "The work on it has ended. You may write again.",
    )
    with session("app", now, by.id):
        key = Strand.objects.get(case=case, kind="justice").id
    act(
        by, closing.reopen_strand, now, strand_id=key, reason=next(iter(pack().reasons["reopen"])), text="More is known"
    )
    assert standing(receipt, now)[0] is False


def standing(receipt, now):
    """Whether it is over, as it is kept; the headline of the page; the words of a text."""
    with session("intake", now):
        found = status_of(receipt)
    with translation.override("en"):
        return found.over, outcome.said(found, "en")["headline"], words.of_status(found, "en")


def test_what_was_said_lies_sealed_and_its_time_is_rounded(cast, now):
    receipt = filed(now)
    said(receipt, now + timedelta(minutes=7, seconds=3), "Secretword of the neighbour")
    ((sealed, made_at),) = rows("select sealed, made_at from report_message", role="worker")
    assert b"Secretword" not in bytes(sealed)
    assert (made_at.minute % 10, made_at.second) == (0, 0)


def test_sent_twice_it_is_kept_once_and_another_body_is_refused(cast, now):
    receipt, key = filed(now), uuid.uuid4()
    said(receipt, now, "once", key=key)
    said(receipt, now, "once", key=key)
    assert rows("select count(*) from report_message", role="worker") == [(1,)]
    with pytest.raises(OtherBody):
        said(receipt, now, "twice", key=key)


def test_a_receipt_of_nobody_reads_and_adds_nothing(cast, now):
    filed(now)
    wrong = "7K4M-92QD-XR5T-H8VP"
    assert read(wrong, now) is None
    for attempt in (lambda: said(wrong, now), lambda: reach(wrong, now, "never")):
        with pytest.raises(NoReport):
            attempt()


def test_whoever_has_a_message_is_called_until_somebody_has_read_it(cast, now):
    receipt, by = filed(now), cast["duty.pp"]
    report = report_of(by, now)
    act(by, open_from_report, now, report_id=report.id)
    said(receipt, now)
    tick(now + timedelta(hours=2))
    assert notices("report.unread") == []
    assert tick(now + timedelta(hours=26)).errors == []
    assert {unit for unit, _urgency in notices("report.unread")} == {by.unit_id}
    before = len(notices("report.unread"))
    tick(now + timedelta(days=9))
    assert len(notices("report.unread")) > before, "again and again"
    assert act(by, talking.read_from_reporter, now + timedelta(days=9), report_id=report.id) == 1
    after = len(notices("report.unread"))
    tick(now + timedelta(days=30))
    assert len(notices("report.unread")) == after
    with pytest.raises(CannotMove):
        act(by, talking.read_from_reporter, now + timedelta(days=9), report_id=report.id)


def test_only_the_unit_that_holds_the_report_reads_and_writes(cast, now):
    receipt, by, other = filed(now), cast["duty.pp"], cast["social.pp"]
    report = report_of(by, now)
    said(receipt, now)
    assert talk(other, report, now).said == []
    with pytest.raises(Exception, match="does not exist"):
        ask(other, report, now)
    act(by, pass_report, now, report_id=report.id, to_unit=cast["duty.ps"].unit, text="theirs")
    assert talk(by, report, now).said == [], "who passed it on reads no more"
    assert len(talk(cast["duty.ps"], report, now).said) == 1


def test_who_sees_the_report_through_its_case_sees_nothing_that_was_said(cast, now):
    receipt, by = filed(now, danger="yes"), cast["duty.pp"]
    report = report_of(by, now)
    act(by, open_from_report, now, report_id=report.id)
    said(receipt, now)
    for name, member in cast.items():
        if member.unit_id != by.unit_id:
            assert talk(member, report, now).said == [], name


def test_before_an_operation_only_fixed_phrases_are_sent(cast, now):
    receipt, by = filed(now, danger="yes"), cast["duty.pp"]
    report = report_of(by, now)
    for _time in ("before a case", "in it"):
        for kind, phrase in (("question", "where_exactly"), ("told", "acting")):
            with pytest.raises(CannotMove, match="Only fixed phrases"):
                ask(by, report, now, kind=kind, phrases=(phrase,), text="We come at nine")
        if _time == "before a case":
            act(by, open_from_report, now, report_id=report.id)
    ask(by, report, now, kind="told", phrases=("acting",))
    assert read(receipt, now).said[-1].phrases == ("acting",)
    quiet = filed(now)
    calm = report_of(by, now)
    act(by, open_from_report, now, report_id=calm.id)
    ask(by, calm, now, text="Which door?")
    assert read(quiet, now).asked


def test_what_was_done_is_told_in_words_of_ones_own_only_once_nothing_is_left_to_be_warned_of(cast, now):
    receipt, by = filed(now), cast["duty.pp"]
    report = report_of(by, now)
    with pytest.raises(CannotMove, match="Only fixed phrases"):
        ask(by, report, now, kind="told", phrases=("looked_into",), text="Nobody was there")
    act(by, operations.acknowledge, now, report_id=report.id)
    act(by, operations.close, now, report_id=report.id, reason="not_substantiated", text="Checked")
    ask(by, report, now, kind="told", phrases=("looked_into",), text="Nobody was there")
    assert read(receipt, now).said[-1].text == "Nobody was there"


def test_no_number_and_no_code_leaves_this_house(cast, now):
    filed(now)
    for text in ("Call Sokha 012 999 888", "ហៅ ០១២ ៩៩៩ ៨៨៨", "It is PP-26-234567", "Write to a@b.org"):
        with pytest.raises(Invalid) as refused:
            ask(cast["duty.pp"], report_of(cast["duty.pp"], now), now, text=text)
        assert refused.value.field == "text", text


def test_what_the_unit_said_is_taken_back_and_read_no_more_and_stays_with_us(cast, now):
    receipt, by = filed(now), cast["duty.pp"]
    report = report_of(by, now)
    message = ask(by, report, now, text="Which door?")
    said(receipt, now, "The blue one")
    theirs = talk(by, report, now).said[-1][0]
    with pytest.raises(CannotMove):
        act(by, talking.take_back_words, now, message_id=theirs.id)
    act(by, talking.take_back_words, now, message_id=message.id)
    assert [one.kind for one in read(receipt, now).said] == ["answer"]
    assert talk(by, report, now).said[0][0].taken_back_by == by.id
    with pytest.raises(CannotMove):
        act(by, talking.take_back_words, now, message_id=message.id)
    with session("app", now, cast["duty.ps"].id), pytest.raises(ReportMessage.DoesNotExist):
        ReportMessage.objects.get(id=message.id)


@pytest.mark.parametrize(
    "given", [{"kind": "question", "phrases": ("acting",)}, {"kind": "x"}, {"phrases": ()}], ids=str
)
def test_what_cannot_be_sent_is_told(given, cast, now):
    filed(now)
    with pytest.raises(Invalid):
        ask(cast["duty.pp"], report_of(cast["duty.pp"], now), now, **given)


def test_a_change_of_mind_is_told_and_closes_nothing(cast, now):
    receipt, by = filed(now, contact="012 345 678"), cast["duty.pp"]
    report = report_of(by, now)
    said(receipt, now, "", kind="doubt")
    assert notices("report.said")[-1][1] == "urgent"
    assert report_of(by, now).state == "new"
    assert talk(by, report, now).said[-1][0].kind == "doubt"


def told_of_reach():
    return rows("select to_unit, facts->>'kind' from notice where kind = 'report.said'", role="worker")


def test_how_to_be_reached_is_seen_and_the_number_is_not(cast, now):
    receipt, by = filed(now), cast["duty.pp"]
    report = report_of(by, now)
    reach(receipt, now, "call", "evening", "morning", contact="012 999 888", safe="hang up")
    contact = talk(by, report, now).contact
    assert (contact.how, contact.hours) == ("call", ["morning", "evening"])
    assert told_of_reach() == [(by.unit_id, "contact")]
    reach(receipt, now, "never", contact="ignored")
    assert talk(by, report, now).contact.how == "never"
    assert talk(by, report, now).said[-1][0].kind == "withdraw"
    assert (read(receipt, now).how, read(receipt, now).hours) == ("never", ())


def test_a_photograph_is_sealed_and_its_copy_does_not_say_where_it_was_made(cast, now):
    receipt, by = filed(now), cast["duty.pp"]
    raw = picture()
    said(receipt, now, "", file=Enclosed(raw, "IMG_Sokha.jpg"))
    assert read(receipt, now).said[0].files == (("jpeg", len(raw)),)
    with session("app", now, by.id):
        file = ReportFile.objects.get()
    copy = act(by, talking.fetch_report_file, now, file_id=file.id, form="copy")
    assert copy.content != raw
    assert b"Exif" not in copy.content
    with pytest.raises(Invalid):
        act(by, talking.fetch_report_file, now, file_id=file.id, form="original")
    reason = next(iter(pack().reasons["document_original"]))
    original = act(by, talking.fetch_report_file, now, file_id=file.id, form="original", reason=reason)
    assert original.content == raw
    assert rows("select count(*) from ledger_entry where act = 'report.fetch_file'", role="auditor") == [(2,)]
    act(by, talking.hold_report_file, now, file_id=file.id)
    with pytest.raises(NotAllowed):
        act(by, talking.fetch_report_file, now, file_id=file.id, form="copy")


def test_a_voice_is_listened_to_and_written_down(cast, now):
    receipt, by, mark = filed(now), cast["duty.pp"], b"made by Sokha at 11.55,104.92"
    report = report_of(by, now)
    said(receipt, now, "", file=Enclosed(voice(mark)))
    with session("app", now, by.id):
        file = ReportFile.objects.get()
    assert mark not in act(by, talking.fetch_report_file, now, file_id=file.id, form="copy").content
    act(by, talking.type_what_is_heard, now, file_id=file.id, text="She says: the blue house")
    assert talk(by, report, now).said[-1][1]["text"] == "She says: the blue house"
    assert [one.kind for one in read(receipt, now).said] == ["more"], "who told us does not see it"


def test_what_may_show_abuse_is_sealed_unopened(cast, now):
    receipt, by = filed(now), cast["duty.pp"]
    said(receipt, now, "", file=Enclosed(picture(), may_show_abuse=True))
    with session("app", now, by.id):
        file = ReportFile.objects.get()
    assert (file.held, file.copied) == (True, False)
    for form in ("copy", "original"):
        with pytest.raises(NotAllowed):
            act(by, talking.fetch_report_file, now, file_id=file.id, form=form, reason="x")


@pytest.mark.parametrize(("content", "words"), [
    (b"PK\3\4" + b"x" * 100, "archive"), (b"hello", "not taken"), (b"", "empty"), (b"\xff\xd8\xff\xe0" + b"x" * 50, "broken"),
    (b"x" * (LARGEST + 1), "too large"),
], ids=["archive", "text", "empty", "broken", "large"])  # fmt: skip
def test_what_is_no_picture_sound_or_paper_is_refused_with_a_sentence(content, words, cast, now):
    receipt = filed(now)
    with pytest.raises(Invalid, match=words):
        said(receipt, now, "with words", file=Enclosed(content))
    assert read(receipt, now).said == ()


def test_so_many_files_are_taken_and_no_more(cast, now):
    receipt = filed(now)
    for number in range(MOST_FILES):
        said(receipt, now, str(number), file=Enclosed(voice()))
    with pytest.raises(Invalid, match="as many files"):
        said(receipt, now, "one more", file=Enclosed(voice()))
    said(receipt, now, "in words")


def mp4(mark):
    def box(name, content):
        return (len(content) + 8).to_bytes(4, "big") + name + content

    head = box(b"mvhd", bytes(4) + b"\1\2\3\4" * 2 + bytes(80))
    return box(b"ftyp", b"M4A isom") + box(b"moov", head + box(b"udta", mark)) + box(b"mdat", b"sound" * 9)


def test_tags_of_sounds_are_taken_off_and_the_sound_stays():
    mark, frames = b"Sokha 11.55,104.92", b"\xff\xfb\x90\0" + b"s" * 60
    made, kind = sound_copy(b"ID3\4\0\0\0\0\0\x12" + mark + frames + b"TAG" + mark.ljust(125, b"\0"), TAKEN["mp3"])
    assert (made, kind) == (frames, "mp3")
    made, _kind = sound_copy(mp4(mark), TAKEN["m4a"])
    assert (len(made), mark in made, b"\1\2\3\4" in made, b"sound" * 9 in made) == (len(mp4(mark)), False, False, True)
    assert sound_copy(b"\0\0\0\1junk", TAKEN["mp4"]) is None
    assert sound_copy(b"OggS", TAKEN["ogg"]) is None


def test_what_was_said_cannot_be_changed(cast, now):
    receipt, by = filed(now), cast["duty.pp"]
    said(receipt, now)
    with session("app", now, by.id), pytest.raises(Exception, match="what was said stays"):
        ReportMessage.objects.update(kind="doubt")
