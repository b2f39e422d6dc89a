"""The operator's file, and what the doctor says of it."""

import pytest

from samaki.accounts.signon.providers import ProviderProblem, configured, read
from samaki.cli.findings import signon
from samaki.database.folder import current
from tests.accounts.provider import file_of
from tests.accounts.signing_on import comes, is_told

pytestmark = pytest.mark.usefixtures("asked_for_two")


@pytest.mark.parametrize(("changed", "words"), [
    ({"issuer": "http://ministry.example"}, "issuer must be"), ({"issuer": "https://u:p@ministry.example"}, "issuer must be"),
    ({"issuer": "https://ministry.example/?x=1"}, "issuer must be"), ({"claim": "email"}, "never passes to another"),
    ({"claim": "preferred_username"}, "never passes to another"), ({"unit": ""}, "needs unit"), ({"amr": "mfa"}, "must be a list"),
    ({"max_age_minutes": 100_000}, "max_age_minutes"), ({"colour": "red"}, "knows no colour"),
    ({"code": "No Name"}, "no name of a provider"),
])  # fmt: skip
def test_a_file_with_a_mistake_names_nobody_and_says_which(changed, words, tmp_path, monkeypatch):
    given = {"issuer": "https://ministry.example"} | changed
    code = given.pop("code", "ministry")
    place = tmp_path / "providers.toml"
    file_of(tmp_path, given.pop("issuer"), **given)
    if code != "ministry":
        place.write_text(place.read_text().replace("[ministry]", f'["{code}"]'))
    with pytest.raises(ProviderProblem) as problem:
        read(place)
    assert words in str(problem.value)
    monkeypatch.setenv("SAMAKI_PROVIDERS", str(place))
    assert configured() == {}


def test_a_file_that_others_may_write_names_nobody(tmp_path):
    place = file_of(tmp_path, "https://ministry.example")
    place.chmod(0o666)
    with pytest.raises(ProviderProblem) as problem:
        read(place)
    assert "chmod go-w" in str(problem.value)


def test_a_secret_that_others_may_read_is_not_used(ready, monkeypatch, tmp_path):
    (tmp_path / "open").mkdir()
    monkeypatch.setenv("SAMAKI_PROVIDERS", str(file_of(tmp_path / "open", ready.issuer, mode=0o644, amr=["mfa"])))
    before = len([path for path, _form, _head in ready.asked if path == "/token"])
    is_told(*comes(ready), "refused")
    assert len([path for path, _form, _head in ready.asked if path == "/token"]) == before


def test_the_doctor_says_whether_it_answers(provider, monkeypatch, tmp_path, database_name):
    monkeypatch.setattr(signon, "asked", lambda *given: (1,))  # the unit's row is the test's own, in its transaction
    assert [(one.level, "keys" in one.sentence) for one in signon.providers(current())] == [("ok", True)]
    provider.metadata = {"issuer": "https://other.example"}
    (found,) = signon.providers(current())
    assert (found.level, "does not describe itself" in found.sentence) == ("bad", True)
    provider.metadata = {"code_challenge_methods_supported": []}
    assert signon.providers(current())[0].level == "warn"
    monkeypatch.setattr(signon, "asked", lambda *given: (0,))
    assert "no open unit" in signon.providers(current())[0].sentence
    (tmp_path / "ministry.secret").chmod(0o644)
    assert "chmod 600" in signon.providers(current())[0].sentence
    monkeypatch.setenv("SAMAKI_PROVIDERS", str(tmp_path / "nowhere"))
    assert signon.providers(current())[0].level == "bad"
    monkeypatch.delenv("SAMAKI_PROVIDERS")
    assert (signon.providers(current())[0].level, "off" in signon.providers(current())[0].sentence) == ("ok", True)
