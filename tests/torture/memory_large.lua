-- memory: 1MiB
-- A request larger than the limit is an ordinary error, and may be caught.
local messages = {}
for i = 1, 12 do
  local ok, message = pcall(string.rep, 'x', 2 << 20)
  messages[i] = { ok, message }
  local co = coroutine.wrap(function() return pcall(string.rep, 'y', 3 << 20) end)
  messages[i][3] = co()
end
return messages
