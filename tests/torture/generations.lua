-- Old objects that come to hold young ones, while garbage is made.
local old = {}
for i = 1, 60 do old[i] = { list = {} } end
collectgarbage()
for turn = 1, 6 do
  for i, o in ipairs(old) do
    o.list = { turn, o.list[1] }
    o[turn] = function() return o, turn end
  end
  collectgarbage('step')
end
local sum = 0
for _, o in ipairs(old) do sum = sum + o.list[1] + (o.list[2] or 0) end
return sum
