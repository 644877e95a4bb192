-- expect: ok; blocks of 'local function f()' nested without end are refused
local f, e = load(("local function f() "):rep(200000) .. ("end "):rep(200000))
assert(f == nil and #e < 400, e) return "contained"
