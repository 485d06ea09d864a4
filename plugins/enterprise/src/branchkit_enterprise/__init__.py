"""State-owned enterprises: organisations strong in four ways, members excellent in four, and what both are judged by."""
