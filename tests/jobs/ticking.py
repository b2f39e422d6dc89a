"""A worker of its own process that ticks through given moments until it is killed: `python -m tests.jobs.ticking`."""

import sys
from datetime import datetime, timedelta


def main(database: str, begin: str, step_minutes: str, rounds: str) -> None:
    """Says which moment was done after each tick; a killed process has said nothing of the one it was in."""
    import django

    django.setup()
    from samaki.jobs.tick import tick
    from tests import databases

    databases.point_at(database)
    for number in range(int(rounds)):
        report = tick(datetime.fromisoformat(begin) + number * timedelta(minutes=int(step_minutes)))
        print(number, report.errors, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
