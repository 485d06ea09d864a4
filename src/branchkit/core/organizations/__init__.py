"""Organizations: what they are, the tree they make, and what the regulation asks of them."""
