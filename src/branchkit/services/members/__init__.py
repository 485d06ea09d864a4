"""What is done with members beyond the roll itself: views, texts, transfers, the file."""
