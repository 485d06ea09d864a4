"""The screen of grades and subjects: one school as a table, what is lacking in it, and the reshaping."""
