-- Classes: chains of __index, methods, constructors, __call.
local function class(parent)
  local c = {}
  c.__index = c
  return setmetatable(c, { __index = parent, __call = function(k, ...)
    local o = setmetatable({}, k)
    o:init(...)
    return o
  end })
end
local Base = class()
function Base:init(name) self.name = name self.list = {} end
function Base:add(v) self.list[#self.list + 1] = v return self end
local Middle = class(Base)
function Middle:add(v) return Base.add(self, self.name .. v) end
local Leaf = class(Middle)
function Leaf:join() return table.concat(self.list, ',') end
local out = {}
for i = 1, 30 do out[i] = Leaf('n' .. i):add('a'):add('b'):add(i):join() end
return out
