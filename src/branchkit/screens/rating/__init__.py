"""The rating of an organisation's children, everybody by rank, proposed and decided side by side; and what is put right afterwards."""
