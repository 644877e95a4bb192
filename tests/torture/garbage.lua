-- Collections on the way, with weak tables and ephemerons.
local weak_keys = setmetatable({}, { __mode = 'k' })
local weak_values = setmetatable({}, { __mode = 'v' })
local kept = {}
for i = 1, 60 do
  local key, value = { i }, { -i }
  weak_keys[key] = { key }
  weak_values[i] = value
  if i % 6 == 0 then kept[#kept + 1] = { key, value } end
end
collectgarbage()
collectgarbage('step')
local keys, values = 0, 0
for _ in pairs(weak_keys) do keys = keys + 1 end
for _ in pairs(weak_values) do values = values + 1 end
return keys, values, #kept, collectgarbage('count') > 0
