"""Reports of a period: read, saved one by one or several at once."""
