"""An installation without the demonstration gets its agencies and units from a table: all lines, or none."""

import os

import pytest
from tests.places import command, migrated

from samaki.database import embedded
from samaki.database.folder import Folder

HEAD = (
    "code,kind,agency_en,agency_km,name_en,name_km,short_en,short_km,areas,above,phone,phone_night,services,unrouted\n"
)
NATIONAL = 'police-national,police_ahtjp,Police,នគរបាល,"Police, national desk",នគរបាល តុថ្នាក់ជាតិ,National,ជាតិ,*,,012 345 678,,,yes\n'
CITY = 'police-pp,police_ahtjp,Police,នគរបាល,"Police, Phnom Penh",នគរបាល ភ្នំពេញ,Police PP,នគរបាល ភព,12 1201,police-national,,,rescue,\n'
SOCIAL = 'social-pp,social,Social affairs,សង្គមកិច្ច,"Social affairs, Phnom Penh",មន្ទីរសង្គមកិច្ច ភ្នំពេញ,,,12,,,,,\n'

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="makes an installation of its own")


@pytest.fixture(scope="module")
def base():
    with migrated() as place, embedded.running(Folder(place / "data"), "test"):
        yield place


def table(base, *lines, head=HEAD, encoding="utf-8"):
    file = base / "units.csv"
    file.write_bytes((head + "".join(lines)).encode(encoding))
    return command("units", "add", str(file), base=base)


def there(base):
    return command("units", base=base).stdout.splitlines()


@pytest.mark.parametrize(("lines", "told"), [
    ([NATIONAL.replace("police_ahtjp", "army")], "Line 2: army is no kind of agency"),
    ([NATIONAL.replace(",*,", ",99,")], "Line 2: 99 is no code of an area"),
    ([NATIONAL.replace("012 345 678", "call me")], "Line 2: phone: "),
    ([NATIONAL, NATIONAL], "Line 3: the code police-national stands twice"),
    ([NATIONAL, SOCIAL.replace("social-pp", "social-2"), SOCIAL], "Line 4: another unit has this name"),
    ([CITY], "the unit above, police-national, is neither in the table nor there"),
    ([CITY.replace("police-national", "police-pp")], "police-pp stands above itself"),
    ([NATIONAL.replace("police-national", "Police National!")], "has other signs than small letters"),
    ([NATIONAL.replace("Police,", "Police" * 50 + ",", 1)], "agency_en is longer than"),
    ([CITY.replace("rescue", "magic"), NATIONAL], "magic is no service"),
    ([NATIONAL, CITY[:-1] + "yes\n"], "one unit only takes what no other serves"),
    ([NATIONAL[:-4] + "maybe\n"], "Line 2: unrouted is maybe: write yes for the one unit"),
    ([NATIONAL[:40] + "\n"], "Line 2 has not as many fields"),
    (["\"police"], "cannot be read"),
    ([], "The table has no line"),
])  # fmt: skip
def test_what_is_wrong_is_named_with_its_line_and_nothing_is_written(lines, told, base):
    done = table(base, *lines)
    assert (done.returncode, told in done.stderr) == (1, True), done.stderr
    assert "Traceback" not in done.stderr
    assert len(there(base)) == 1


def test_a_heading_or_a_file_that_is_none_is_told(base):
    assert "lacks the column kind" in table(base, NATIONAL, head=HEAD.replace("kind,", "sort,")).stderr
    assert "unknown: sort" in table(base, NATIONAL, head=HEAD.replace("kind,", "sort,")).stderr
    assert "not in UTF-8" in table(base, NATIONAL, encoding="utf-16").stderr
    assert "No such file" in command("units", "add", str(base / "none.csv"), base=base).stderr
    assert command("units", "add", base=base).returncode == 2
    refused = command("invite", "sok.dara", "--unit", "police-pp", "--english", "Dara", "--khmer", "ដារ៉ា", base=base)
    assert (refused.returncode, "./samaki units add" in refused.stderr) == (1, True)


def test_a_table_is_added_listed_and_added_again_with_more_lines(base):
    done = table(base, CITY, NATIONAL, head="\ufeff" + HEAD)
    assert (done.returncode, "2 units were added, 0 were there" in done.stderr) == (0, True), done.stderr
    listed = there(base)
    assert [line.split(",")[0] for line in listed[1:]] == ["police-national", "police-pp"]
    again = table(base, *(f"{line}\n" for line in listed[1:]), SOCIAL)
    assert (again.returncode, "1 units were added, 2 were there" in again.stderr) == (0, True), again.stderr
    invited = command(
        "invite", "sok.dara", "--unit", "police-pp", "--english", "Dara Sok", "--khmer", "សុខ ដារ៉ា", base=base
    )
    assert (invited.returncode, invited.stdout.startswith("/welcome/")) == (0, True), invited.stderr
    verified = command("ledger", "checkpoint", base=base)
    assert verified.returncode == 0
    assert command("ledger", "verify", base=base).returncode == 0
