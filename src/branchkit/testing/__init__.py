"""For tests, ours and those of plugin authors: fixtures, fakes, builders."""
