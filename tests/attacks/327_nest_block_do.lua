-- expect: ok; blocks of 'do' nested without end are refused
local f, e = load(("do "):rep(200000) .. ("end "):rep(200000))
assert(f == nil and #e < 400, e) return "contained"
