"""Workbooks of others taken over: where the list is, what its columns are, row by row into the store."""
