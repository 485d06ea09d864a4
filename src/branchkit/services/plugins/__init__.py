"""Plugins as a workspace has them: which there are, what is offered, what they may change."""
