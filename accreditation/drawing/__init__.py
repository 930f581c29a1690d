"""The picture of the workflow and the page of the Decisions, made from the declared steps."""
