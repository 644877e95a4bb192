---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---@class mathlib
---@field huge number infinity
---@field maxinteger integer
---@field mininteger integer
---@field pi number
math = {}

---@generic N: number
---@param x N
---@return N
function math.abs(x) end

---@param x number
---@return number radians
function math.acos(x) end

---@param x number
---@return number radians
function math.asin(x) end

---The angle of the point (x, y).
---@param y number
---@param x? number 1 by default
---@return number radians
function math.atan(y, x) end

---@param x number
---@return integer n the least that is not below x; a float where no integer holds it
function math.ceil(x) end

---@param x number radians
---@return number
function math.cos(x) end

---@param x number radians
---@return number degrees
function math.deg(x) end

---@param x number
---@return number
function math.exp(x) end

---@param x number
---@return integer n the greatest that is not above x; a float where no integer holds it
function math.floor(x) end

---The rest of a division that rounds towards zero.
---@param x number
---@param y number
---@return number
function math.fmod(x, y) end

---@param x number
---@param base? number e by default
---@return number
function math.log(x, base) end

---@generic N: number
---@param x N
---@param ... N
---@return N
function math.max(x, ...) end

---@generic N: number
---@param x N
---@param ... N
---@return N
function math.min(x, ...) end

---@param x number
---@return number whole
---@return number fraction
function math.modf(x) end

---@param x number degrees
---@return number radians
function math.rad(x) end

---@param x number radians
---@return number
function math.sin(x) end

---@param x number
---@return number
function math.sqrt(x) end

---@param x number radians
---@return number
function math.tan(x) end

---@param x any a number, or a string that is one
---@return integer? n nil: it is no integer
function math.tointeger(x) end

---@param x any
---@return "integer"|"float"|nil
function math.type(x) end

---`m < n`, both read as unsigned.
---@param m integer
---@param n integer
---@return boolean
function math.ult(m, n) end
