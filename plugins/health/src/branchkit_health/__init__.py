"""Hospitals: satisfied angels, patients' ballots, technical posts of vanguards. No code, TOML only."""
