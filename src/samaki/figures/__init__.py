"""The statistics that the measures stand on: values in, values out. Pure, no Django; each room above imports the file that it needs.

Every estimate carries how many it stands on and its interval; what nothing is known of is `None` or the interval from 0 to 1, never a
number that looks like knowledge. Formulas and sources: `docs/reference/figures.md`. Nothing is imported here: NumPy, SciPy, statsmodels
and simpy are loaded by the file that uses them, so that a process that draws no figure does not pay for them.
"""
