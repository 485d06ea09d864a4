"""Reviewing: ``queue`` is the list of the sheets below, ``sheet`` one of them cell by cell; each has its source and its commands."""
