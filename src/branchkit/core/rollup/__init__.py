"""Figures that are kept for every sheet, and what they come to for an organisation with all below it."""
