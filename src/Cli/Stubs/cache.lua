---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---Values kept in the memory of the process, shared with all VMs of the policy's tenant; the least recently used go when room
---is needed.
---@class cachelib
cache = {}

---@alias cache.value boolean|number|string|table

---@class cache.options
---@field ttl? number seconds until the value is gone; the policy's by default

---@class cache.stats
---@field entries integer
---@field bytes integer
---@field capacity integer
---@field hits integer
---@field misses integer
---@field evictions integer

---@param key string
---@param default? any where there is nothing
---@return any value a copy
function cache.get(key, default) end

---@param key string
---@param value? cache.value nil deletes
---@param options? cache.options
function cache.set(key, value, options) end

---Puts a value where there is none.
---@param key string
---@param value cache.value
---@param options? cache.options
---@return boolean added
function cache.add(key, value, options) end

---Adds to a number, which nobody else can come between.
---@param key string
---@param n? number 1 by default
---@param options? cache.options the time counts from the first one on
---@return number sum
function cache.incr(key, n, options) end

---@param key string
---@return boolean existed
function cache.delete(key) end

---Deletes everything of the tenant.
function cache.clear() end

---@return cache.stats
function cache.stats() end
