"""What is true: the field's rules and figures in plain Python, without input or output."""
