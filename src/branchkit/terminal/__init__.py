"""How the program and the terminal talk: what is sent, what arrives, and when to leave."""
