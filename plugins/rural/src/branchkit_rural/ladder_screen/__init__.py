"""The screen of the ladder: every file here but ``screen`` works without Textual's app."""
