"""The board of projects and responsibility areas."""
