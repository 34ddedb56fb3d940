"""What a question is called under that nobody has classified yet; a field of that name is none of the ward's."""

NO_TOPIC = "Chưa phân loại"
