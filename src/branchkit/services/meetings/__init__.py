"""Meetings of a branch: what is owed, who has to come, how a vote stands."""
