"""The development of members: the board of who stands where, and one person's steps."""
