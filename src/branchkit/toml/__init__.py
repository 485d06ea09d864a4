"""TOML written by hand: where its keys stand, what is wrong with them, and files that are written whole or not at all."""
