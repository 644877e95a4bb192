---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---The table of all globals. A script's own globals are gone with its run, unless the host keeps them.
---@class _G
_G = {}

---@type string
_VERSION = "Lua 5.4"

---Raises an error unless `v` is true; returns all its arguments.
---@generic T
---@param v T
---@param message? any what is raised; "assertion failed!" by default
---@param ... any
---@return T
---@return any ...
function assert(v, message, ...) end

---Collections are paid for in fuel by the size of the heap; other options are refused (`sandbox`).
---@param option? "collect"|"step"|"count"
---@return number|boolean result kilobytes in use, whether the step ended a cycle, or 0
function collectgarbage(option) end

---Raises an error. It does not return.
---@param message? any
---@param level? integer whose position is put in front of a string: 1 the caller's, 2 its caller's, 0 none
function error(message, level) end

---@param object any
---@return any metatable or its field `__metatable`; nil: there is none
function getmetatable(object) end

---For `for i, v in ipairs(t)`: 1, t[1], 2, t[2], ... up to the first nil.
---@generic T: table, V
---@param t T
---@return fun(table: V[], i?: integer): integer, V
---@return T
---@return integer i
function ipairs(t) end

---The key behind `index` in a table, in no particular order, and its value; nil behind the last.
---@generic K, V
---@param table table<K, V>
---@param index? K nil: the first
---@return K?
---@return V?
function next(table, index) end

---For `for k, v in pairs(t)`: all keys of a table, or what its metamethod `__pairs` gives.
---@generic T: table, K, V
---@param t T
---@return fun(table: table<K, V>, index?: K): K, V
---@return T
---@return nil
function pairs(t) end

---Calls a function and catches its errors. What ends a run, a limit or a kill, cannot be caught.
---@param f function
---@param ... any its arguments
---@return boolean success
---@return any ... results of the function, or the error
function pcall(f, ...) end

---`v1 == v2` without the metamethod `__eq`.
---@param v1 any
---@param v2 any
---@return boolean
function rawequal(v1, v2) end

---`table[index]` without the metamethod `__index`.
---@param table table
---@param index any
---@return any
function rawget(table, index) end

---`#v` without the metamethod `__len`.
---@param v table|string
---@return integer
function rawlen(v) end

---`table[index] = value` without the metamethod `__newindex`. Tables of libraries are read-only.
---@param table table
---@param index any
---@param value any
---@return table table
function rawset(table, index, value) end

---The arguments from number `index` on, from the end where it is negative; "#": how many there are.
---@param index integer|"#"
---@param ... any
---@return any ...
function select(index, ...) end

---`__gc` is refused (`sandbox`); `__close` is there.
---@param table table
---@param metatable table|nil nil: takes it away
---@return table table
function setmetatable(table, metatable) end

---@param e any a number, or a string that is one
---@param base? integer from 2 to 36: `e` is an integer in that base
---@return number? n nil: it is no number
function tonumber(e, base) end

---@param v any
---@return string text what the metamethod `__tostring` says, where there is one; addresses are made up
function tostring(v) end

---@alias type "nil"|"number"|"string"|"boolean"|"table"|"function"|"thread"|"userdata"

---@param v any
---@return type
function type(v) end

---As pcall, with a function that is called with the error where it happens.
---@param f function
---@param msgh function gets the error, returns what `xpcall` does
---@param ... any arguments of `f`
---@return boolean success
---@return any ... results of `f`, or of `msgh`
function xpcall(f, msgh, ...) end
