"""Scoring on the command line: schemes and sheets."""
