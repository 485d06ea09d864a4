"""The screen of plugins: what is loaded, from where, what fails, switched on and off."""
