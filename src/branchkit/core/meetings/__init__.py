"""Meetings: who came, how a vote stands, and what the rules ask for."""
