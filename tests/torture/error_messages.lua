-- The engine's own messages: what was indexed, called, added, compared.
local function try(f, ...) local _, e = pcall(f, ...) return e end
local t = { field = {} }
local messages = {}
for i = 1, 6 do
  local up = nil
  messages[#messages + 1] = try(function() return t.nothing.more end)
  messages[#messages + 1] = try(function() return up.value end)
  messages[#messages + 1] = try(function() t.field.method() end)
  messages[#messages + 1] = try(function() return t:missing() end)
  messages[#messages + 1] = try(function() return 1 + t end)
  messages[#messages + 1] = try(function() return 'a' < 1 end)
  messages[#messages + 1] = try(function() return #nil end)
  messages[#messages + 1] = try(function() return 1 // 0 end)
  messages[#messages + 1] = try(function() return 2^53 | 1.5 end)
  messages[#messages + 1] = try(function() for _ = 1, 10, 0 do end end)
  messages[#messages + 1] = try(string.rep)
  messages[#messages + 1] = try(string.format, '%d', 'x')
  messages[#messages + 1] = try(setmetatable, 1, 2)
  messages[#messages + 1] = try(('x').bad)
end
return messages
