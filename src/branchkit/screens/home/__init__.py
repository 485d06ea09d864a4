"""The home screen: what is to be done, and how far the month is."""
