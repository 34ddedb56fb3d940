"""The staff's forms, by the thing they are about: one for each decision."""
