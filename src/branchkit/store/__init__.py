"""Documents over a ledger, kept in one SQLite file; the only package that knows SQLite.

Two tables: ``document`` is what is, ``entry`` is how it came to be. A commit writes both in one
transaction.
"""
