"""Files in and files out, all over ``core/tables``: readers of rosters, writers of papers and lists."""
