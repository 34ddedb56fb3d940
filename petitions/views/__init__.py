"""What residents and the public see: sending, following, and the published summaries."""
