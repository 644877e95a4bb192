---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---@class tablelib
table = {}

---@param list table of strings and numbers
---@param sep? string
---@param i? integer 1 by default
---@param j? integer #list by default
---@return string
function table.concat(list, sep, i, j) end

---Puts a value at the end, or at a position, from where on the others move up.
---@overload fun(list: table, value: any)
---@param list table
---@param pos integer
---@param value any
function table.insert(list, pos, value) end

---Copies a1[f], ..., a1[e] to a2[t], ...
---@param a1 table
---@param f integer
---@param e integer
---@param t integer
---@param a2? table a1 by default
---@return table a2
function table.move(a1, f, e, t, a2) end

---@param ... any
---@return table list with their number in `n`
function table.pack(...) end

---Takes a value out, the last one by default; the others move down.
---@param list table
---@param pos? integer
---@return any value
function table.remove(list, pos) end

---Sorts a list where it is; equal items may change places.
---@generic T
---@param list T[]
---@param comp? fun(a: T, b: T): boolean whether a comes before b
function table.sort(list, comp) end

---@generic T
---@param list T[]
---@param i? integer 1 by default
---@param j? integer #list by default
---@return T ...
function table.unpack(list, i, j) end
