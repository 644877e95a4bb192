-- expect: memory|timeout|fuel|runtime; all memory is used up in reader, and pcall sees nothing of it
while true do pcall(function() return load(function() return ('x'):rep(1 << 16) end) end) end
