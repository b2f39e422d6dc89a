"""The calendar of the courts: hearings with all that they need, who goes, releases of people who were held, and feeds of it."""
