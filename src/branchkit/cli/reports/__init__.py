"""Papers and registers put out, to the terminal or into files."""
