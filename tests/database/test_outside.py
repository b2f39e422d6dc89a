"""A smoke part of the suite on PostgreSQL 15 through DATABASE_URL, whose user is no superuser. All of it:
`./samaki test --outside`."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from samaki.cli import outside
from samaki.database import roles

ROOT = Path(__file__).resolve().parents[2]
SMOKE = ("tests/database/test_row_security.py", "tests/database/test_need_to_know.py", "tests/database/test_sessions.py",
         "tests/handoffs/test_states.py", "tests/jobs/test_post_workers.py")  # fmt: skip
OURS = ("SAMAKI_", "PYTEST_", "DATABASE_URL")


@pytest.mark.skipif(not outside.installed(), reason=outside.MISSING)
@pytest.mark.skipif(bool(roles.database_url()), reason="this run is on an outside server already")
def test_row_security_sessions_and_states_hold_on_postgresql_15():
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    with outside.cluster() as there:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *SMOKE], cwd=ROOT, text=True, capture_output=True,
            env=environment | there, timeout=540,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) > 30, done.stdout[-200:]
