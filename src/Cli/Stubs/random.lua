---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---A float from 0 to below 1; an integer from 1 to `m`, or from `m` to `n`; `math.random(0)`: 64 random bits.
---@param m? integer
---@param n? integer
---@return number
function math.random(m, n) end

---Starts the generator at a state; without arguments at one by chance. A run begins with one by chance.
---@param x? number
---@param y? integer
---@return integer x
---@return integer y
function math.randomseed(x, y) end
