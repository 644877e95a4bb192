-- expect: ok; modes that are no strings or say nothing
for _, m in ipairs {1, true, {}, "x", "", "kvkv", ("k"):rep(1 << 20), "\0k"} do local t = setmetatable({}, {__mode = m}) for i = 1, 100 do t[{}] = {} end collectgarbage() end return "contained"
