"""What the acts say of how well the chain works: indicators, each a versioned definition over entries of the ledger.

| id | measure | counted / of | reads |
|---|---|---|---|
| I1 | acknowledged in time (and time to the first answer) | answered by a person within the limit / reports | report.* |
| I2 | child seen | first safe contact within 24 h / emergency cases | case.open, case.urgency, step.* |
| I3 | hand-offs answered | accepted, or declined with a reason, within the limit / offered; by pair of units | handoff.* |
| I4 | time without a holder | hours open and held by nobody / hours open | case.*, step.* |
| I5 | on time | done by the due time / steps due | step.* |
| I6 | clearance, disposition time | out / in, of reports, cases, each kind of step | report.*, case.*, step.* |
| I7 | age of what is pending | past the due time / pending, median, P90 | the same |
| I8 | attrition map | reached / reports received, reasons of exit | report.*, case.*, strand.*, step.*, court.* |
| I9 | retelling | formal interviews / children asked | step.* |
| I10 | promises to children kept | kept by the day / due | promise.* |
| I11, I11b | court certainty | held on the first date / first dates; cases paid / cases with compensation ordered | hearing.*; court.* |
| I12 | safe after | visits on time that met the child / due | step.* |
| C1, C2 | closed loop, help arrived | confirmed / ended; arrived / confirmed | handoff.* |
| C3 to C7 | time to see, decide, begin, complete, confirm | Kaplan-Meier, competing ways out by Aalen-Johansen | handoff.* |
| C8, C9 | re-offers; action begun | offered before / offered; begun in time / accepted | handoff.* |
| Q1 | entry lag | median from occurred to recorded | step.done, court.record |
| IX1, IX2 | independence index; without the mentor's money | alone, on time, well / critical steps due | step.* |
| WT1 | on time and well; the step-back test reads its steps one by one | on time, with all of its checklist / critical steps due | step.* |
| SRC | the mentor's share of cases | brought by the mentor / opened | case.open |
| G1 to G4 | said more alone than shown; answered at once; declined; on time only afterwards | of those that could | step.*, handoff.* |

Versions and words: `definitions.py`. What a fact leaves: `facts.py` (marks), `steps.py`, `asked.py`, `courts.py`, `leaning.py`,
`matters.py`, all pure.
From marks to n, value, interval: `figures.py`. Kept as acts happen: `keeping.py`. Read: `queries.py`.
"""
