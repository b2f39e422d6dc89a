"""The plan by which the mentor leaves an area: gates that the data answer, and decisions that people take on what they show."""
