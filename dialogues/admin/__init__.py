"""The staff's workplace for dialogues."""
