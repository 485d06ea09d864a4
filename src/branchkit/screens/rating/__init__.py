"""Screens of the room: what is put right after a rating."""
