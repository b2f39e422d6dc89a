"""Documents: what is taken, sealed and given out; who knows of it; what the database itself refuses."""

import hashlib
import io
from contextlib import contextmanager
from datetime import timedelta

import pikepdf
import pytest
from django.db import IntegrityError, connection, transaction
from PIL import Image, ImageFile

from samaki.cases.documents import copies, media, queries
from samaki.cases.documents.models import Document, DocumentFile
from samaki.cases.documents.operations import (
    add_document,
    fetch_document,
    hold_document,
    look_at_document,
    mark_document_error,
    plain_name,
)
from samaki.cases.models import Person
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.ledger.models import LedgerEntry
from tests.acting import act, own_case, step_of, taken
from tests.cases import files


@pytest.fixture
def police(cast):
    return cast["duty.pp"]


@pytest.fixture
def case(police, now):
    return own_case(police, now)


@pytest.fixture
def add(police, case, now):
    """Adds a document as the police; what is given replaces the usual."""

    def added(content=None, by=police, **given):
        usual = {
            "case": case,
            "compartment": "justice",
            "kind": "photograph",
            "content": files.jpeg() if content is None else content,
        }
        return act(by, add_document, now, **(usual | given))

    return added


@pytest.fixture
def fetch(police, now):
    def fetched(document, form="copy", by=police, **given):
        return act(by, fetch_document, now, document=document, form=form, **given)

    return fetched


@contextmanager
def as_member(member, now):
    with session("app", now, member.id):
        yield


def counted():
    return {
        table: plain(f"select count(*) from {table}")[0][0] for table in ("document", "document_file", "ledger_entry")
    }


def plain(statement, params=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


# ---------------------------------------------------------------- the original and its copy


def test_the_original_comes_back_byte_for_byte_and_its_digest_stands_in_the_ledger(add, fetch, police, case, now):
    content = files.jpeg()
    made = add(content, name="IMG_1.jpg")
    digest = hashlib.sha256(content).digest()
    assert bytes(made.sha256) == digest
    assert fetch(made, "original", reason="court").content == content
    with as_member(police, now):
        custody = [(one.act, one.who) for one in queries.custody(made)]
        entry = LedgerEntry.objects.get(act="document.add", subject_id=made.id)
    assert custody == [("document.add", "duty.pp"), ("document.fetch", "duty.pp")]
    assert (entry.facts["sha256"], entry.facts["size"], entry.compartment) == (digest.hex(), len(content), "justice")


@pytest.mark.parametrize("make", [files.jpeg, files.png, files.pdf])
def test_a_working_copy_tells_nothing_of_its_maker(make, add, fetch):
    content = make()
    assert files.HIDDEN.encode() in content or make is files.pdf
    copy = fetch(add(content)).content
    assert files.HIDDEN.encode() not in copy
    assert b"Exif" not in copy
    assert copy != content


def test_a_copy_of_a_picture_is_upright_and_has_the_same_pixels(add, fetch):
    content = files.jpeg(size=(64, 48))
    made = Image.open(io.BytesIO(copies.working_copy(content, media.media_of(content))[0]))
    assert made.size == (48, 64), "orientation 6 was turned"
    assert max(abs(a - b) for a, b in zip(made.getpixel((20, 20)), (200, 30, 30), strict=True)) < 8
    taken_away = Image.open(io.BytesIO(fetch(add(content)).content))
    assert taken_away.size == made.size
    for one in (made, taken_away):
        assert dict(one.getexif()) == {}
        assert set(one.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_copy_of_a_pdf_shows_the_same_page_and_carries_nothing_else(add, fetch):
    with pikepdf.open(io.BytesIO(fetch(add(files.pdf(), kind="medical")).content)) as made:
        assert len(made.pages) == 1
        assert "/OpenAction" not in made.Root
        assert "/Metadata" not in made.Root
        assert "/Info" not in made.trailer
        assert dict(made.attachments) == {}
        image = made.pages[0].Resources.XObject.Im0
        assert Image.open(io.BytesIO(image.read_raw_bytes())).size == (64, 48)
        assert files.HIDDEN.encode() not in b"".join(
            one.read_bytes() for one in made.objects if isinstance(one, pikepdf.Stream) and one.get("/Filter") is None
        )


def test_what_cannot_be_copied_is_sealed_all_the_same(add, fetch):
    several = io.BytesIO()
    Image.new("RGB", (9, 9)).save(several, "TIFF", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    protected = files.pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    for content in (files.MP3, several.getvalue(), protected, files.bomb()):
        made = add(content)
        with pytest.raises(CannotMove):
            fetch(made)
        assert fetch(made, "original", reason="step").content == content


def test_a_bomb_is_never_opened(monkeypatch):
    content = files.bomb()
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda *_given: pytest.fail("opened"))
    kind = media.media_of(content)
    media.check_whole(content, kind, opened=True)
    assert copies.working_copy(content, kind) is None


def test_what_is_hidden_behind_a_picture_does_not_come_into_its_copy(add, fetch):
    content = files.jpeg() + files.packed("secret.txt")
    copy = fetch(add(content)).content
    assert b"PK\x03\x04" not in copy
    assert b"secret.txt" not in copy


def test_segments_of_a_jpeg():
    content = files.jpeg()
    clean = copies.without_segments(content)
    assert files.HIDDEN.encode() not in clean
    assert Image.open(io.BytesIO(clean)).tobytes() == Image.open(io.BytesIO(content)).tobytes()
    for broken in (b"", b"GIF89a", content[:2] + b"\x00\x00\x00\x00"):
        with pytest.raises(ValueError):
            copies.without_segments(broken)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("what", sorted(files.REFUSED))
def test_what_is_not_taken_leaves_nothing(what, add, police, now):
    before = counted()
    with pytest.raises(Invalid) as refused:
        add(files.REFUSED[what])
    assert refused.value.field == "file"
    with as_member(police, now):
        assert not Document.objects.exists()
    assert counted() == before


def test_a_name_decides_nothing(add):
    assert add(files.jpeg(), name="report.pdf").media == "jpeg"
    with pytest.raises(Invalid):
        add(files.packed("a"), name="photo.jpg")


def test_a_file_that_is_too_large_or_came_changed_is_refused(add, settings):
    with pytest.raises(Invalid) as refused:
        add(sha256="0" * 64)
    assert refused.value.field == "sha256"
    settings.SAMAKI_LARGEST_FILE = 500
    with pytest.raises(Invalid) as refused:
        add()
    assert refused.value.field == "file"


def test_the_same_bytes_do_not_stand_twice_in_one_place(add, police, now):
    made = add()
    with pytest.raises(Invalid):
        add()
    act(police, mark_document_error, now, document=made, text="wrong case")
    assert add().id != made.id


@pytest.mark.parametrize(("given", "kept"), [
    ("../../etc/passwd", "passwd"), ("C:\\a\\b.jpg", "b.jpg"), ("a\x00.jpg", "a.jpg"), ("\u202egpj.exe", "gpj.exe"),
    ("រូប.jpg", "រូប.jpg"), ("", ""), ("/", ""), ("a\nb", "a b"), ("x" * 999, "x" * 120), ("\ud800.png", "?.png"),
])  # fmt: skip
def test_a_name_is_cut_to_what_can_be_read(given, kept):
    assert plain_name(given) == kept


def test_a_download_has_a_name_of_ours(add, fetch):
    made = add(name="../../\u202egpj.exe")
    assert fetch(made).name == f"{made.case.code}-{made.id}-v1-copy.jpg"


def test_a_kind_of_the_list_and_words_where_it_asks_for_them(add):
    for given in (
        {"kind": "nothing"},
        {"kind": "other"},
        {"title": "x" * 201},
        {"compartment": "reporter"},
        {"compartment": ""},
    ):
        with pytest.raises(Invalid):
            add(**given)
    assert add(kind="other", title="a drawing").kind == "other"


# ---------------------------------------------------------------- need to know


def test_only_who_works_in_that_part_of_the_file_knows_of_it(add, fetch, cast, case, police, now):
    made = add()
    social = cast["social.pp"]
    step = step_of(police, now, case, "first_safe_contact")
    act(police, handoffs.hand_on, now, step_id=step.id, to_unit=social.unit, why="words", urgency="urgent")
    for who in ("social.pp", "ngo.pp", "duty.sr", "oversight", "mentor", "admin"):
        with as_member(cast[who], now):
            assert plain("select count(*) from document") == [(0,)], who
            assert plain("select count(*) from document_file") == [(0,)], who
    with pytest.raises((Document.DoesNotExist, NotAllowed)):
        fetch(made, by=cast["duty.sr"])


def child_seen_by(member, case, now):
    with as_member(member, now):
        return Person.objects.select_related("case").filter(case=case, part="survivor").first()


def test_a_unit_that_is_only_asked_sees_none_and_one_that_accepted_its_own_part(add, cast, case, police, now):
    social, ngo = cast["social.pp"], cast["ngo.pp"]
    step = taken(case, "first_safe_contact", police, social, now)
    care = add(by=social, compartment="care", person=child_seen_by(social, case, now))
    justice = add()
    act(social, handoffs.hand_on, now, step_id=step.id, to_unit=ngo.unit, why="words", urgency="urgent")
    with as_member(ngo, now):
        asked = Handoff.objects.get(step_id=step.id, state="offered")
        assert LedgerEntry.objects.filter(compartment="care").exists()
        assert not LedgerEntry.objects.filter(subject_kind="document").exists()
        assert not Document.objects.exists()
        assert not DocumentFile.objects.exists()
    act(ngo, handoffs.accept, now, handoff_id=asked.id)
    with as_member(ngo, now):
        assert {one.id for one in Document.objects.all()} == {care.id}
        assert {one.document_id for one in DocumentFile.objects.all()} == {care.id}
        assert not LedgerEntry.objects.filter(subject_id=justice.id).exists()
    with as_member(social, now + timedelta(minutes=1)):
        assert not Document.objects.exists(), "what was handed on is closed"


def test_the_document_of_one_child_is_not_the_others(cast, police, now):
    case = own_case(police, now, children=2)
    with as_member(police, now):
        steps = list(case.steps.filter(kind="first_safe_contact").order_by("id"))
    made = []
    for step, who in zip(steps, ("social.pp", "ngo.pp"), strict=True):
        member = cast[who]
        act(police, handoffs.hand_on, now, step_id=step.id, to_unit=member.unit, why="words", urgency="urgent")
        with as_member(member, now):
            asked = Handoff.objects.get(step_id=step.id, state="offered")
        act(member, handoffs.accept, now, handoff_id=asked.id)
        child = child_seen_by(member, case, now)
        made.append(act(member, add_document, now, case=case, compartment="identity", kind="identity_paper", person=child,
                        content=files.jpeg()))  # fmt: skip
    for one, who in zip(made, ("social.pp", "ngo.pp"), strict=True):
        with as_member(cast[who], now):
            assert [row.id for row in Document.objects.all()] == [one.id]
            assert {row.document_id for row in DocumentFile.objects.all()} == {one.id}
    with pytest.raises(Document.DoesNotExist):
        act(cast["ngo.pp"], fetch_document, now, document=made[0], form="copy")


def test_a_role_without_casework_opens_nothing(add, fetch, cast, now):
    made = add()
    with pytest.raises(NotAllowed):
        fetch(made, by=cast["privacy.pp"])
    with pytest.raises(NotAllowed):
        act(cast["privacy.pp"], look_at_document, now, document=made)
    with pytest.raises(NotAllowed):
        add(files.png(), by=cast["privacy.pp"])


# ---------------------------------------------------------------- held, struck, replaced


def test_what_is_held_is_opened_by_nobody_not_even_through_plain_sql(add, fetch, police, now):
    made = add(held=True)
    with as_member(police, now):
        assert plain("select count(*) from document") == [(1,)]
        assert plain("select count(*) from document_file") == [(0,)]
    for form in ("copy", "original"):
        with pytest.raises(NotAllowed):
            fetch(made, form, reason="court")
    assert act(police, look_at_document, now, document=made) == {
        "title": "",
        "name": "photograph-1.jpg",
        "original_name": "",
    }


def test_what_is_held_at_once_has_no_copy_and_is_not_decoded(add, monkeypatch):
    content = files.picture("PNG")
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda *_given: pytest.fail("opened"))
    assert add(content, held=True).held
    with pytest.raises(pytest.fail.Exception, match="opened"):
        add(content)


def test_a_hold_is_for_good(add, fetch, police, now):
    made = add()
    act(police, hold_document, now, document=made)
    with pytest.raises(NotAllowed):
        fetch(made)
    with pytest.raises(CannotMove):
        act(police, hold_document, now, document=made)
    for change in (
        "held = false",
        "sha256 = '\\x00'",
        "compartment = 'care'",
        "in_error_at = null, held = false",
    ):
        with pytest.raises(IntegrityError), as_member(police, now), transaction.atomic():
            plain(f"update document set {change}")


def test_nothing_of_a_document_is_changed_or_deleted(add, police, now):
    add()
    for table in ("document", "document_file"):
        with as_member(police, now):
            assert plain("select has_table_privilege(%s, 'delete')", [table]) == [(False,)]
    with as_member(police, now):
        assert plain("select has_table_privilege('document_file', 'update')") == [(False,)]
    for change in ("size = 1", "kind = 'x'", "recorded_at = now()", "supersedes_id = id"):
        with pytest.raises(IntegrityError), as_member(police, now), transaction.atomic():
            plain(f"update document set {change}")


def test_a_newer_version_takes_the_place_and_the_older_one_stays(add, fetch, police, now):
    first = add()
    second = add(files.png(), replaces=first)
    assert (second.version, second.supersedes_id) == (2, first.id)
    with pytest.raises(Stale):
        add(files.picture(color=(1, 1, 1)), replaces=first)
    assert fetch(first).content
    with as_member(police, now):
        assert [one.act for one in queries.custody(first)] == ["document.add", "document.replace", "document.fetch"]


def test_a_mistake_stays_struck_and_only_its_original_is_taken(add, fetch, cast, police, now):
    made = add()
    with pytest.raises(Invalid):
        act(police, mark_document_error, now, document=made, text=" ")
    act(police, mark_document_error, now, document=made, text="the wrong case")
    with pytest.raises(CannotMove):
        fetch(made)
    assert fetch(made, "original", reason="court").content
    with pytest.raises(CannotMove):
        act(police, mark_document_error, now, document=made, text="again")


def test_the_original_needs_a_reason_of_the_list(add, fetch):
    made = add()
    for reason in ("", "curiosity"):
        with pytest.raises(Invalid):
            fetch(made, "original", reason=reason)
    with pytest.raises(Invalid):
        fetch(made, "something")


def test_no_word_and_no_byte_of_it_lies_open(add, police, now):
    content = files.png()
    add(content, title="a sealed title", name="sealed-name.png")
    with as_member(police, now):
        for word in ("a sealed title", "sealed-name", "IHDR", content[:24].hex()):
            for table in ("document", "document_file", "ledger_entry"):
                assert plain(f"select count(*) from {table} t where t::text like %s", [f"%{word}%"]) == [(0,)], word


def test_bytes_moved_to_another_row_do_not_open(add, police, now):
    from samaki.vault import sealing as vault

    add()
    with as_member(police, now):
        one, other = DocumentFile.objects.all()
        key = vault.key_of(case_id=one.case_id)
        with pytest.raises(vault.CannotOpen):
            vault.unseal_bytes(key, one.sealed, other.place)


def test_half_of_a_document_is_never_written(add, police, now, monkeypatch):
    from samaki.cases.documents import operations

    monkeypatch.setattr(operations, "record", lambda *_given, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        add()
    with as_member(police, now):
        assert not Document.objects.exists()
        assert not DocumentFile.objects.exists()
