-- xpcall: handlers that build their own report, and that fail themselves.
local function report(e)
  local lines = {}
  for i = 1, 15 do lines[i] = i .. ': ' .. tostring(e) end
  return { text = table.concat(lines, '\n'), original = e }
end
local out = {}
for i = 1, 12 do
  local ok, r = xpcall(function(n)
    local t = setmetatable({}, { __index = function(_, k) error('no ' .. k .. n, 0) end })
    return t['field' .. n]
  end, report, i)
  out[i] = { ok, r }
end
local ok, e = xpcall(error, function() error('again') end, 'x')
return out, ok, type(e)
