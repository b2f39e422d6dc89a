"""Documents of a case: adding one, its own page with everything that was done with it, taking it away."""
