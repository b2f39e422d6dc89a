"""Messages on a case: units that read a part of it write to one another there. They are no record, and no part of the story."""
