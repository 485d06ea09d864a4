"""The sector's papers: a quarter of the joint meeting, and the service-type organisations."""
