---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---Persistent tables, those that the policy names.
---@class storelib
store = {}

---@alias store.key string|number|boolean
---@alias store.value boolean|number|string|table

---@class store.options
---@field ttl? number seconds until the entry is gone

---A table that outlives the run: `s.key`, `s.key = value` (nil deletes), `#s`, `for key, value in pairs(s)`, in order, and
---`local s <close> = store.open(name)`. A method goes before a key of its name: `s:get('size')`.
---@class store
---@field [store.key] any a copy of the value
---@operator len: integer
local s = {}

---Opens one of the policy's stores. A name that it does not have is refused (`sandbox`).
---@param name string
---@return store
function store.open(name) end

---Calls a function; what it writes to stores happens all at once when it returns, or not at all if it raises an error or is
---killed. Where others wrote what it used it is called again.
---@param fn fun(): ...
---@return any ... what the function returns
function store.transaction(fn) end

---@param key store.key
---@param default? any where there is nothing
---@return any value a copy
function s:get(key, default) end

---@param key store.key
---@param value? store.value nil deletes
---@param options? store.options
function s:set(key, value, options) end

---@param key store.key
---@return boolean existed
function s:delete(key) end

---Adds to a number, which no other writer can come between.
---@param key store.key
---@param n? number 1 by default
---@return number sum
function s:incr(key, n) end

---Writes all entries of a Lua table, or none.
---@param entries table<store.key, store.value>
---@param options? store.options
function s:update(entries, options) end

---Writes `{key, value [, ttl = seconds]}` and deletes `{key}` in order, all of them or none.
---@param writes table[]
function s:batch(writes) end

---@return store.key[] keys in order
function s:keys() end

---@return integer keys
---@return integer bytes of keys and values
function s:size() end

---Deletes everything.
function s:clear() end

---`store.transaction`, with the table as the function's argument.
---@param fn fun(s: store): ...
---@return any ... what the function returns
function s:transaction(fn) end

---Gives the object up; the table stays.
function s:close() end

---What `pairs(s)` gives; it goes on behind the key that it gave last, whatever is written meanwhile.
---@class store.iterator
---@operator call: store.key?
local iterator = {}
