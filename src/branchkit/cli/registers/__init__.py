"""Registers on the command line: what is declared, and the records."""
