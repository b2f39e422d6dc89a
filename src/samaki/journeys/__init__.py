"""Stories that need several links: opening a case, doing a step and what follows, closing."""
