"""What keeps a child safe: how it may be reached, its safety plan, where it stays and on what ground, and the clock of a missing child."""
