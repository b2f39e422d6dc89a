"""Published figures: releases, who approved them, and what of them the public reads.

Nothing here reaches a case, a report, a person or a kept figure: tables come down from `insights.publication` already counted, suppressed
and rounded. The public pages read `published_release` as the database role `public`, which has a right on nothing else of this room.
"""
