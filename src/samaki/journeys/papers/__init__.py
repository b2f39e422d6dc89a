"""Papers: what a unit hands to another by hand. Only what its recipient may read; the ledger keeps the fingerprint, nobody the paper."""
