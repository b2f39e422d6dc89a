"""Pages of a child's protection at court: measures, what is missing before the next day, promises, the request on paper."""
