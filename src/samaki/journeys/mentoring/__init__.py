"""Mentoring between a unit and its mentor: advice on a kind of step, visits, coaching notes, observations, goals. No case stands here:
advice on a step of a case is asked in its messages and its conferences."""
