"""At which stage the mentor stands in each area: each decision, the money that stands behind it, each time it is called back."""
