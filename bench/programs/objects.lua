-- Objects: fields, methods found through metatables, one level of inheritance.
local Shape = {}
Shape.__index = Shape

function Shape.new(class, x, y)
  return setmetatable({ x = x, y = y, moves = 0 }, class)
end

function Shape:move(dx, dy)
  self.x, self.y = self.x + dx, self.y + dy
  self.moves = self.moves + 1
end

function Shape:area() return 0 end

function Shape:weight() return self:area() * (1 + self.moves % 3) end

local function subclass(area)
  local class = setmetatable({ area = area }, { __index = Shape })
  class.__index = class
  return class
end

local Box = subclass(function(self) return self.width * self.height end)
local Disc = subclass(function(self) return 3 * self.radius * self.radius end)

local Vector = {}
Vector.__add = function(a, b) return setmetatable({ a[1] + b[1], a[2] + b[2] }, Vector) end
Vector.__eq = function(a, b) return a[1] == b[1] and a[2] == b[2] end

local function make(i)
  if i % 3 == 0 then return Shape.new(Shape, i, -i) end
  local shape = Shape.new(i % 3 == 1 and Box or Disc, i, -i)
  shape.width, shape.height, shape.radius = i % 17, i % 23, i % 11
  return shape
end

local total, sum = 0, setmetatable({ 0, 0 }, Vector)
local origin = setmetatable({ 0, 0 }, Vector)
for round = 1, 22 do
  local shapes = {}
  for i = 1, 10000 do shapes[i] = make(i + round) end
  for turn = 1, 6 do
    for i, shape in ipairs(shapes) do
      shape:move(i % 5 - 2, turn)
      total = total + shape:weight()
    end
  end
  for _, shape in ipairs(shapes) do
    sum = sum + setmetatable({ shape.x, shape.y }, Vector)
    if sum == origin then total = total + 1 end
  end
end
return total .. " " .. sum[1] .. " " .. sum[2]
