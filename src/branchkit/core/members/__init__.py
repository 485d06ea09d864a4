"""Members: who they are, and how what people write about them is read."""
