"""Dues: what a member owes in a month, what was paid, and what is still open. Money is Decimal, exact to the fen."""
