"""At which stage the mentor stands in each area: a row for each decision, the money that stands behind it, and each time it is called back."""
