"""What is done with development cases: opened, taken on step by step, refused, repeated, extended, brought to an end."""
