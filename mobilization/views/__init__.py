"""The pages of residential groups, and the workplace of team heads."""
