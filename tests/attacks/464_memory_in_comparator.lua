-- expect: memory|timeout|fuel|runtime; all memory is used up in comparator, and pcall sees nothing of it
while true do pcall(function() local t = {} table.sort({3, 2, 1, 5, 4}, function(a, b) for i = 1, 1e9 do t[#t + 1] = {} end end) end) end
