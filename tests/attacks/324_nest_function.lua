-- expect: ok; nesting of 'function() return' without end is refused, not followed
local f, e = load("return " .. ("function() return "):rep(300000) .. "1" .. (" end"):rep(300000))
assert(f == nil and #e < 400, e) return "contained"
