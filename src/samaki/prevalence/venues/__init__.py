"""Surveys of venues (time-space sampling): design, draw, weighted share of minors, misjudged age, rounds beside each other.

    from samaki.prevalence import venues
    told = venues.share(venues.read(Path("visits.csv")))
    told.value, told.low, told.high, told.effect

`drawing` plans and draws; `observations` < `estimating` < `judging` | `rounds` | `simulating`. What others
published is of a country pack (`countries.surveying`).

Sources: Cochran 1977 (Sampling Techniques); Korn and Graubard 1999 (Analysis of Health Surveys); Lumley 2010 (Complex Surveys); Kish
1965 (Survey Sampling); Clopper and Pearson 1934 (Biometrika 26); Rogan and Gladen 1978 (American Journal of Epidemiology 107); Ohlsson
1995 (Coordination of samples using permanent random numbers); Madow 1949 (Annals of Mathematical Statistics 20).

What a survey of venues does not see: who is not in a venue that observers can enter: streets, private rooms, online. A share of those
seen is not a number of children.
"""

from samaki.prevalence.venues.drawing import Plan, Venue, Visit, drawn
from samaki.prevalence.venues.estimating import Share, by_stratum, share
from samaki.prevalence.venues.judging import Judged, misjudged
from samaki.prevalence.venues.observations import Observations, from_text, read
from samaki.prevalence.venues.rounds import Change, change

__all__ = [
    "Change",
    "Judged",
    "Observations",
    "Plan",
    "Share",
    "Venue",
    "Visit",
    "by_stratum",
    "change",
    "drawn",
    "from_text",
    "misjudged",
    "read",
    "share",
]
