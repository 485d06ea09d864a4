"""The ledger in use: what was changed, and taking it back."""
