"""Pages of figures: those of a unit, those of all provinces for who oversees, and what each one means."""
