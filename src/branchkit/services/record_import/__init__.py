"""Importing the rows of a register from a workbook, with the care that rosters get."""
