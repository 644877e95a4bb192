-- expect: ok; nesting of 'not' without end is refused, not followed
local f, e = load("return " .. ("not "):rep(300000) .. "1" .. (""):rep(300000))
assert(f == nil and #e < 400, e) return "contained"
