"""The organizations of a workspace: the tree, who leads them, what the rules say, and what changes the tree's shape."""
