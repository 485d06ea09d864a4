"""What the level above does with sheets that were handed up: looks through them, adjusts points, writes remarks, returns, agrees,
draws samples, and sets by when they have to be there.

Reading is done by a :class:`~branchkit.services.review.queue.ReviewQueue`; what is written takes a unit of work and leaves the commit
to its caller. Who may do it is asked of whoever began the unit of work, by the name of its action (``review.*``).
"""
