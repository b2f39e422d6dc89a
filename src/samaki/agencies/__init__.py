"""The directory: agencies, their units and members, the areas they serve, and the country they stand in."""
