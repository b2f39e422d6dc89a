"""Can the mentor step back? The independence index by area and family of critical steps, the mentor's share of cases, and where the
figures themselves are to be doubted.

Figures are those that `insights` keeps as acts happen (IX1, IX2, SRC, G1 to G4): a page adds up a few sums. The statistics are
`figures.independence` and `figures.pooling`; who may see what of others the database decides (0125).
"""
