"""The seal of the ledger: the newest checkpoint, who witnesses it, and whether a printed fingerprint was sealed."""
