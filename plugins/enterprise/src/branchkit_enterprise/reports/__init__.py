"""The sector's papers: the appraisal of organisations, and the ranking of members."""
