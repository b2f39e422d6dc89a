"""What is odd beside what stands is taken all the same, and kept: the same twice, a judgment before its charge, a second sentence."""

from samaki.court.models import CourtFact
from samaki.database import session
from tests.acting import own_case
from tests.court.filing import ARTICLE, DAY, OTHER, child_of, correct, named, standing, wrote


def odd(by, now, row):
    with session("app", now, by.id):
        detail = CourtFact.objects.get(id=row.id).detail
    return detail.get("odd", []), detail.get("confirmed", False)


def test_what_is_odd_is_kept_with_the_fact_and_what_is_not_odd_is_not(cast, now):
    police = cast["duty.pp"]
    case = own_case(police, now, children=2)
    accused, other = named(police, now, case), named(police, now, case)
    child, second = (child_of(police, now, case, number) for number in (1, 2))
    about = {"person": accused}
    told = (
        ("arrested", 20, {}, []),
        ("arrested", 20, {}, ["same_again"]),
        ("arrested", 19, {}, ["arrested_again"]),
        ("arrested", 20, {"person": other}, []),
        ("judged", 15, {"offence": ARTICLE, "child": child, "code": "convicted"}, ["judged_uncharged"]),
        ("charged", 10, {"offence": ARTICLE, "child": child}, ["judged_before_charge"]),
        ("charged", 18, {"offence": ARTICLE, "child": second}, []),
        ("charged", 18, {"offence": OTHER, "child": second}, []),
        ("charged", 17, {"offence": OTHER, "child": second}, ["charged_twice"]),
        ("charged", 18, {"offence": OTHER, "child": second, "person": other}, []),
        ("sentenced", 9, {"prison": {"years": 2}}, []),
        ("sentenced", 2, {"prison": {"years": 3}}, ["sentenced_again"]),
        ("sentenced", 1, {"prison": {"years": 1}, "suspended": {"years": 5}}, ["sentenced_again", "suspended_more"]),
        ("file_sent", 30, {"person": None}, []),
        ("file_sent", 30, {"person": None}, ["same_again"]),
    )
    for kind, days, given, codes in told:
        row = wrote(police, now, case, kind, now - days * DAY, **about | given)
        assert odd(police, now, row) == (codes, False), (kind, days)


def test_what_was_asked_about_and_confirmed_is_kept_as_such_and_a_correction_is_looked_at_without_what_it_corrects(
    cast, now
):
    police = cast["duty.pp"]
    case = own_case(police, now)
    accused = named(police, now, case)
    first = wrote(police, now, case, "arrested", now - DAY, person=accused)
    again = wrote(police, now, case, "arrested", now - DAY, person=accused, confirmed=True)
    assert odd(police, now, again) == (["same_again"], True)
    assert odd(
        police, now, wrote(police, now, case, "charged", now, person=accused, offence=ARTICLE, confirmed=True)
    ) == ([], False)
    mended = correct(police, now, again, case, "arrested", now - 2 * DAY, person=accused)
    assert odd(police, now, mended) == (["arrested_again"], False), (
        "not the same any more, and nobody said that it is so"
    )
    assert odd(police, now, first) == ([], False), "what stands is not written over"


def test_a_second_sentence_leaves_the_first_to_be_read_and_the_later_one_counts(cast, now):
    police = cast["duty.pp"]
    case = own_case(police, now)
    accused = named(police, now, case)
    wrote(police, now, case, "charged", now - 40 * DAY, person=accused, offence=ARTICLE)
    wrote(police, now, case, "judged", now - 30 * DAY, person=accused, offence=ARTICLE, code="convicted")
    wrote(police, now, case, "sentenced", now - 30 * DAY, person=accused, prison={"years": 8})
    wrote(police, now, case, "appeal_decided", now - 3 * DAY, person=accused, code="changed_convicted")
    wrote(police, now, case, "sentenced", now - 3 * DAY, person=accused, prison={"years": 5})
    made = standing(police, now, case, accused)
    assert [row.detail["prison"] for row in made.sentences] == [{"years": 8}, {"years": 5}]
    assert made.sentence is made.sentences[-1]
    wrote(police, now, case, "cassation_decided", now - DAY, person=accused, code="quashed")
    made = standing(police, now, case, accused)
    assert (len(made.sentences), made.sentence) == (2, None), "both fell, and both stay to be read"
