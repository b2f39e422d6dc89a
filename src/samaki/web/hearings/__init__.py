"""Pages of the calendar of the courts: hearings, releases, the calendar of a unit and of a member, feeds."""
