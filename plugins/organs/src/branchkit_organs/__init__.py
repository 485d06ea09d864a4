"""Organs: serving the centre and building the ranks, three brands, and pairing with a village. No code, TOML only."""
