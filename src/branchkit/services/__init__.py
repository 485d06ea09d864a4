"""What a user does, one function a task, given a unit of work and everything it needs."""
