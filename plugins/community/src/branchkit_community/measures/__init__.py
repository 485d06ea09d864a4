"""The metrics that TOML has no word for: shares over several registers, over the tree, or of sums."""
