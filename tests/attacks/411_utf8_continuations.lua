-- expect: ok|timeout|fuel|memory|runtime; megabytes of continuation bytes, from every side
local s = "a" .. ("\x80"):rep(8 << 20)
while true do pcall(utf8.offset, s, 0, #s) pcall(utf8.offset, s, -1) pcall(utf8.offset, s, 2) pcall(utf8.len, s) local f = utf8.codes(s, true) pcall(f, s, 1) end
