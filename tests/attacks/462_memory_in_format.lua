-- expect: memory|timeout|fuel|runtime; all memory is used up in format, and pcall sees nothing of it
while true do pcall(function() local s = 'x' while true do s = ('%s%s'):format(s, s) end end) end
