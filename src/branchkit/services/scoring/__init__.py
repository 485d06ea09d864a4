"""Scoring: sheets, scores, proposals, and what one session sees of them."""
