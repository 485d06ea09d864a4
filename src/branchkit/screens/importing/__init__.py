"""Importing workbooks: the roster or any register, first on trial."""
