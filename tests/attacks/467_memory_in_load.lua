-- expect: memory|timeout|fuel|runtime; all memory is used up in load, and pcall sees nothing of it
while true do pcall(function() local t = {} for i = 1, 1e9 do t[i] = load('local x = ' .. i .. ' return function() return x end') end end) end
