-- expect: memory|timeout|fuel|runtime; all memory is used up in close, and pcall sees nothing of it
while true do pcall(function() local c <close> = setmetatable({}, {__close = function() local s = 'x' while true do s = s .. s end end}) end) end
