-- expect: ok; assert with every message
for _, v in ipairs {{}, print, 1, true, coroutine.create(print)} do local ok, e = pcall(assert, false, v) assert(not ok and rawequal(e, v)) end
assert(not pcall(assert)) assert(select(2, pcall(assert, nil, nil)) == nil) return "contained"
