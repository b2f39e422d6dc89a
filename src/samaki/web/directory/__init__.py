"""Who to call: the directory of units, its print, and what a unit's own keeper and its head change."""
