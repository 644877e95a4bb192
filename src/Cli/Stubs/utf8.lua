---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---@class utf8lib
---@field charpattern string matches one character of valid UTF-8
utf8 = {}

---@param ... integer code points
---@return string
function utf8.char(...) end

---@param s string
---@param i? integer 1 by default
---@param j? integer i by default
---@param lax? boolean up to 0x7FFFFFFF, and surrogates
---@return integer ... the code points that begin at bytes i to j
function utf8.codepoint(s, i, j, lax) end

---For `for position, code in utf8.codes(s)`.
---@param s string
---@param lax? boolean up to 0x7FFFFFFF, and surrogates
---@return fun(s: string, position: integer): integer, integer
---@return string s
---@return integer position
function utf8.codes(s, lax) end

---@param s string
---@param i? integer
---@param j? integer
---@param lax? boolean up to 0x7FFFFFFF, and surrogates
---@return integer? characters nil: it is no UTF-8
---@return integer? position of the first byte that is not
function utf8.len(s, i, j, lax) end

---Where character number n begins, counted from byte i on.
---@param s string
---@param n integer
---@param i? integer
---@return integer? position
function utf8.offset(s, n, i) end
