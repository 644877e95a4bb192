-- expect: memory|timeout|fuel|runtime; all memory is used up in index, and pcall sees nothing of it
while true do pcall(function() local t = setmetatable({}, {__index = function(t) return t[{t, {}, ('x'):rep(1000)}] end}) return t.x end) end
