"""Protection of a child at court: measures asked, ordered and provided, and what was promised to the child."""
