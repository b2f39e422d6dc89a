"""Trust: what partners say once a year of each other, answered on one page by nobody in particular."""
