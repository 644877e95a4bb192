-- expect: ok; blocks of 'repeat' nested without end are refused
local f, e = load(("repeat "):rep(200000) .. ("until a "):rep(200000))
assert(f == nil and #e < 400, e) return "contained"
