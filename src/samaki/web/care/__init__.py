"""Pages of the care of a child: the plan, services, assessments over time, follow-ups, the waiting list of a unit."""
