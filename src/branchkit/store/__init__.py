"""Documents over a ledger, kept in one SQLite file; the only package that knows TinyDB and SQLite.

Two tables: ``document`` is what is, ``entry`` is how it came to be. A commit writes both in one
transaction. TinyDB is the view of the documents for queries; every write, also one made through
TinyDB, passes through a unit of work and therefore leaves its entry.
"""
