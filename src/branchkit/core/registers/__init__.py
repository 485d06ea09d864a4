"""Registers: what they declare, and how their records are read, worked out, checked and chosen."""
