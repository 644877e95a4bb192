-- expect: ok; positions at all edges
local s = "a\u{e4}\u{20ac}\u{10ffff}\u{7fffffff}z" local ps = {math.mininteger, math.maxinteger, 0, 1, -1, 2, -2, 100, -100, 1 << 31, 1 << 32, -1 << 31}
for _, i in ipairs(ps) do for _, j in ipairs(ps) do pcall(utf8.len, s, i, j) pcall(utf8.offset, s, i, j) if not (j > 100) then pcall(utf8.codepoint, s, i, j, true) end pcall(utf8.char, i, j) end pcall(utf8.codes(s), s, i) end
return "contained"
