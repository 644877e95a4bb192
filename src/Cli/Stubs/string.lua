---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---Strings are bytes. Every function is a method of strings too: `("x"):rep(3)`. There is no `string.dump`.
---@class stringlib
string = {}

---@class string: stringlib

---@param s string
---@param i? integer 1 by default
---@param j? integer i by default
---@return integer ... the bytes from number i to j
function string.byte(s, i, j) end

---@param ... integer bytes
---@return string
function string.char(...) end

---@param s string
---@param pattern string
---@param init? integer where to begin
---@param plain? boolean the pattern is text
---@return integer? start nil: it is not there
---@return integer? finish
---@return any ... captures
function string.find(s, pattern, init, plain) end

---@param formatstring string as of C's printf; %q writes a value as Lua reads it
---@param ... any
---@return string
function string.format(formatstring, ...) end

---@param s string
---@param pattern string
---@param init? integer where to begin
---@return fun(): string, ... iterator over captures, or whole matches
function string.gmatch(s, pattern, init) end

---@param s string
---@param pattern string
---@param repl string|number|table|function text with %0 to %9; a table or a function that has the text for the first capture
---@param n? integer at most so many times
---@return string
---@return integer count
function string.gsub(s, pattern, repl, n) end

---@param s string
---@return integer bytes
function string.len(s) end

---@param s string
---@return string
function string.lower(s) end

---@param s string
---@param pattern string
---@param init? integer where to begin
---@return any ... captures, or the whole match; nil: there is none
function string.match(s, pattern, init) end

---@param fmt string
---@param ... string|number
---@return string binary
function string.pack(fmt, ...) end

---@param fmt string
---@return integer bytes
function string.packsize(fmt) end

---@param s string
---@param n integer
---@param sep? string between two of them
---@return string
function string.rep(s, n, sep) end

---@param s string
---@return string
function string.reverse(s) end

---@param s string
---@param i integer from the end where it is negative
---@param j? integer the last, -1 by default
---@return string
function string.sub(s, i, j) end

---@param fmt string
---@param s string
---@param pos? integer 1 by default
---@return any ... values, and then where the rest begins
function string.unpack(fmt, s, pos) end

---@param s string
---@return string
function string.upper(s) end
