"""Documents over a ledger, kept in one SQLite file; the only package that knows SQLite.

Two tables: ``document`` is what is, ``entry`` is how it came to be. A commit writes both in one
transaction. :mod:`branchkit.store.queries` asks rows, these documents among them, in TinyDB's words; nothing is
written through it.
"""
