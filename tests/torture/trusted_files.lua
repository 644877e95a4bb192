-- profile: trusted
-- Files: opened, buffered, read by line and number, closed by hand, by <close> and by the collector.
local out = {}
for i = 1, 4 do
  local f <close> = assert(io.tmpfile())
  f:setvbuf('full', 1024)
  for k = 1, 20 do f:write('line ', k, ' ', k / 2, '\n') end
  f:seek('set')
  for line in f:lines() do out[#out + 1] = line end
  f:seek('set', 5)
  out[#out + 1] = { f:read('n', 'l', 4, 'a') }
end
local zero = io.open('/dev/zero')
out[#out + 1] = #zero:read(5000)
zero:close()
for line in io.lines('/dev/null') do out[#out + 1] = line end
local left = io.open('/dev/null')
left = io.open('/dev/null', 'w')
left = nil
collectgarbage()
out[#out + 1] = { io.open('/nowhere/at/all') }
out[#out + 1] = { pcall(io.lines, '/nowhere/at/all') }
out[#out + 1] = { io.type(io.stdout), io.type(left) }
open_at_the_end = io.open('/dev/null')
return out
