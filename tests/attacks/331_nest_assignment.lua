-- expect: ok; a multiple assignment with 100000 targets is refused
local f, e = load(("a,"):rep(100000) .. "a = 1")
assert(f == nil and #e < 400, e) return "contained"
