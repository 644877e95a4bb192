-- insert, remove, move, concat, unpack, pack; also through metamethods.
local t = {}
for i = 1, 80 do table.insert(t, i) end
for i = 1, 20 do table.insert(t, i * 2, 'in' .. i) end
for i = 1, 15 do table.remove(t, i) end
local moved = table.move(t, 10, 60, 5, {})
local proxy_store = {}
local proxy = setmetatable({}, {
  __index = proxy_store, __newindex = function(_, k, v) proxy_store[k] = v end, __len = function() return #proxy_store end })
table.move(t, 1, 40, 1, proxy)
table.insert(proxy, 'last')
local text = table.concat(proxy, ',')
local ok, message = pcall(table.concat, { 1, {}, 3 })
return t, moved, text, table.pack(table.unpack(proxy, 1, 10)), message
