"""Rating the children of one parent: what is drawn in, the proposal with its reasons, the committee's decision, the notice."""
