-- expect: runtime; a message with zeros, escapes and half a character
error("a\0b\27[31m\255\xe2\x82" .. ("\0"):rep(5000), 0)
