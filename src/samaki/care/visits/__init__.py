"""Visit notes that were written without a network: sealed on the telephone, opened and put on the file when they arrive."""
