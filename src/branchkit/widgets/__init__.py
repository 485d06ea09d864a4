"""What screens are made of: the grid, the bottom line, the picker, the paper."""
