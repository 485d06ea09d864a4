"""Workspaces of people who do not exist, to be looked at and tried out."""
