"""What residents and the public see: sessions, registering and following, the board of promises."""
