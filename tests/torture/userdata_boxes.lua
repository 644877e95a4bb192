-- Buffers given up half way: errors inside of gsub, concat, format and load.
local out = {}
for i = 1, 15 do
  local long = ('filler '):rep(i * 40)
  out[#out + 1] = (pcall(string.gsub, long, 'filler', function() error('stop') end))
  out[#out + 1] = (pcall(table.concat, { long, long, {}, long }))
  out[#out + 1] = (pcall(string.format, '%s %s %d', long, long, 'x'))
  out[#out + 1] = (pcall(string.rep, long, 1 << 40))
  local turns = 0
  for word in long:gmatch('%a+') do
    turns = turns + 1
    if turns > 3 then break end
  end
end
return out
