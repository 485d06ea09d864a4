"""Scoring: schemes and their rules, sheets and standings, and the metrics that feed them."""
