"""The ledger: who did what, when, to which case; written with the act."""
