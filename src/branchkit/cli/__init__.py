"""The command line: one file a command group; stdout is data, stderr is narration."""
