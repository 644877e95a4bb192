---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---The time alone: no files, no processes, no environment.
---@class oslib
os = {}

---@class osdate
---@field year integer|string
---@field month integer|string 1 to 12
---@field day integer|string 1 to 31
---@field hour? integer|string
---@field min? integer|string
---@field sec? integer|string
---@field wday? integer 1 is Sunday
---@field yday? integer
---@field isdst? boolean

---@return number seconds of CPU time
function os.clock() end

---@param format? string as of C's strftime; "!": UTC; "*t": a table
---@param time? integer now by default
---@return string|osdate
function os.date(format, time) end

---@param t2 integer
---@param t1 integer
---@return number seconds from t1 to t2
function os.difftime(t2, t1) end

---@param date? osdate now by default
---@return integer seconds since 1970
function os.time(date) end
