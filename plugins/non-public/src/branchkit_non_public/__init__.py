"""Private enterprises and social organisations: strong twice, four channels, full coverage, counsellors. No code, TOML only."""
