"""Review (审核): what the level above does with a sheet that was handed up, and by when it has to be handed up."""
