"""How things are said: the format's codes (`labels`), other languages (`language`), sentences, citations."""
