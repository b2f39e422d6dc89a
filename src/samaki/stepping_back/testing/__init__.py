"""The step-back test of an area: the chain works without the mentor, and is it still nearly as good?

A plan is fixed, its hash stands in the ledger before the test begins; members of other agencies sign it; the order of areas is drawn by
lot; the clock reads what the acts say, in the order in which steps fell due, sounds the alarm, and reads the verdict once. `plan.py`: what
is fixed. `states.py`: the machines. `reading.py`: from kept marks to what a test says. `operations.py`, `lots.py`: the stories.
`clock.py`: what time makes happen. All statistics: `figures.noninferiority`, `figures.cusum`, `figures.lot`.
"""
