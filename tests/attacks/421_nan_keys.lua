-- expect: ok; NaN is no key, and floats with integer values are integers
local n = 0 / 0 assert(not pcall(function() local t = {} t[n] = 1 end)) assert(not pcall(rawset, {}, n, 1)) assert(({})[n] == nil) assert(not pcall(function() return {[n] = 1} end)) assert(not pcall(function() return {[nil] = 1} end))
local t = {} t[2^53] = 1 t[-0.0] = 2 assert(t[1 << 53] == 1 and t[0] == 2 and rawlen(t) == 0) return "contained"
