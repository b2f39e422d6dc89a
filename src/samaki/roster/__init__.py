"""Who is on duty: rosters of units, exchanged shifts, gaps, and who is called."""
