"""A worker of its own process that sends what is due until it is killed: `python -m tests.jobs.posting DATABASE NOW`."""

import sys
from datetime import datetime
from threading import Event


def main(database: str, now: str) -> None:
    import django

    django.setup()
    from samaki.jobs.post import post
    from samaki.notices.smtp import server
    from tests import databases

    databases.point_at(database)
    print([answer.outcome for answer in post(server(), lambda: datetime.fromisoformat(now), Event())], flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
