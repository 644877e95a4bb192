-- memory: 4MiB
-- Ends over the limit on output: what had room of it is kept.
local line = ('a line of output '):rep(1000)
for i = 1, 1000 do pcall(print, line) end
return 'never'
