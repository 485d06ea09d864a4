"""Rating among siblings: results beside earlier ones, and what is put right afterwards."""
