-- expect: ok; blocks of 'if a then' nested without end are refused
local f, e = load(("if a then "):rep(200000) .. ("end "):rep(200000))
assert(f == nil and #e < 400, e) return "contained"
