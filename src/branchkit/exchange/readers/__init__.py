"""Files of others, read as plain grids: what a cell means is decided above."""
