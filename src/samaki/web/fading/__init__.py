"""The plan by which the mentor leaves an area: its stage, its gates with their evidence, who decided, the money, the calls."""
