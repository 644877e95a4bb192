---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---HTTP requests to the hosts that the policy allows; others are refused (`sandbox`). Failures raise errors; an answer of any
---status is none.
---@class httplib
http = {}

---Caps above those of the policy mean those of the policy.
---@class http.options
---@field headers? table<string, string|integer|(string|integer)[]>
---@field body? string not for `http.post`
---@field json? any the body, encoded; sets Content-Type
---@field timeout? number seconds, for all of it
---@field max_bytes? integer longest body
---@field redirects? integer how many are followed
---@field stream? boolean the body comes as it is read: `read`, `lines`

---@class http.request: http.options
---@field url string
---@field method? string GET by default

---An answer. `local answer <close> = http.get(url)` closes it.
---@class http.response
---@field status integer
---@field ok boolean a status from 200 to 299
---@field headers table<string, string> names in small letters
---@field body string all of it
---@field url string after redirects
---@field redirects integer
local response = {}

---@param url string
---@param options? http.options
---@return http.response
function http.get(url, options) end

---@param url string
---@param body? string
---@param options? http.options
---@return http.response
function http.post(url, body, options) end

---@param options http.request
---@return http.response
function http.request(options) end

---The body, decoded.
---@param null? any what stands for null
---@return any value
function response:json(null) end

---The next bytes of the body.
---@param n? integer at most so many; 16,384 by default
---@return string? bytes nil: that was all
function response:read(n) end

---For `for line in response:lines()`.
---@return http.lines
function response:lines() end

---Breaks off what has not come yet.
function response:close() end

---The lines of a body, without their ends.
---@class http.lines
---@operator call: string?
local lines = {}
