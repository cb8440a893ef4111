"""The dialog in which a person answers what an agent asks."""
