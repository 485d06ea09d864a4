"""Meetings: the year's calendar of what is owed, and the roll call of one meeting."""
