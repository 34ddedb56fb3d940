"""Short marks of what somebody saw, by which it is noticed that another wrote meanwhile."""

from hashlib import blake2b


def stamp_of(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()
