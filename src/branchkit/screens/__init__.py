"""One screen a file; a screen calls services and shows what they answer."""
