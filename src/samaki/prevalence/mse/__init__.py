"""Multiple systems estimation with Poisson log-linear models, for sparse tables too.

    from samaki.prevalence import mse
    told = mse.estimate(mse.read(Path("lists.csv")))
    told.total, told.interval, told.label, told.carries, [str(one) for one in told.warnings]

`histories` (the table) < `hierarchies` (models, designs) < `fitting` (likelihood) < `existence` (checks) < `stepwise` | `criteria`
(choice) < `dependence` | `resampling` | `warnings` < `estimating` < `simulating`.

Sources: Cormack 1989 (Biometrics 45); Bishop, Fienberg and Holland 1975 (Discrete Multivariate Analysis); Fienberg and Rinaldo 2012
(Annals of Statistics 40, and its supplement); Chan, Silverman and Vincent 2021 (Journal of the American Statistical Association 116,
1297-1306); Silverman, Chan and Vincent 2024 (Statistics and Computing 34:44); Silverman 2020 (Journal of the Royal Statistical Society A
183); Efron 1987 (JASA 82); Baillargeon and Rivest 2007 (Journal of Statistical Software 19). Critics: Whitehead, Jackson, Balch and
Francis 2021 (Journal of Human Trafficking 7, 1-13). The authors' package for R (SparseMSE, GPL) gave the figures that the tests compare
with; none of its code is here.
"""

from samaki.prevalence.mse.dependence import Row, shown
from samaki.prevalence.mse.estimating import BIC, STEPWISE, Estimate, estimate
from samaki.prevalence.mse.existence import Verdict, verdict
from samaki.prevalence.mse.hierarchies import all_models, label, model
from samaki.prevalence.mse.histories import Histories, from_counts, from_text, read

__all__ = [
    "BIC",
    "STEPWISE",
    "Estimate",
    "Histories",
    "Row",
    "Verdict",
    "all_models",
    "estimate",
    "from_counts",
    "from_text",
    "label",
    "model",
    "read",
    "shown",
    "verdict",
]
