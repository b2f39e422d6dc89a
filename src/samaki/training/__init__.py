"""Training: workshops from the invitation to the look half a year later. No row names a case or a child."""
