"""Where a request comes from, as far as tries and floods are counted by it."""

from ipaddress import ip_address, ip_network

HOUSEHOLD = 64  # bits of an IPv6 address that one subscriber keeps; the rest they may change at will


def origin_of(address: str) -> str:
    """Return the IPv4 address, or the network of an IPv6 address; anything else stays as it is."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, HOUSEHOLD), strict=False))
