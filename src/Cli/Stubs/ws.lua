---@meta _
-- What Lua scripts of LuaVm see, for editors; written by `luavm stubs`.

---WebSocket connections to the hosts that the policy allows; others are refused (`sandbox`).
---@class wslib
ws = {}

---Caps above those of the policy mean those of the policy.
---@class ws.options
---@field headers? table<string, string|integer|(string|integer)[]>
---@field protocols? string|string[] subprotocols, the most wanted first
---@field timeout? number seconds, for the handshake and for each message to be sent
---@field max_bytes? integer longest message to be received

---A connection: `for data, kind in socket do`, `local socket <close> = ws.connect(url)`.
---@class ws.socket
---@field url string
---@field protocol? string the subprotocol that the server chose
---@field open boolean
---@field code? integer how it ended, once it has
---@field reason? string
---@operator call: string?
local socket = {}

---@param url string ws: or wss:
---@param options? ws.options
---@return ws.socket
function ws.connect(url, options) end

---Waits while the peer does not take what was sent before.
---@param data string
---@param kind? "text"|"binary" text by default, which is UTF-8
function socket:send(data, kind) end

---Waits for the next message.
---@param seconds? number at most so long
---@return string? data nil: the time is over, or the connection has ended
---@return "text"|"binary"|"timeout"|integer kind or "timeout", or the code of the end
---@return string? reason of the end
function socket:receive(seconds) end

---Says good-bye, and waits for the peer's answer.
---@param code? integer 1000 by default
---@param reason? string
---@param seconds? number at most so long; 5 by default
---@return boolean answered
function socket:close(code, reason, seconds) end
