-- Asks a server on this machine, as far as the policy lets it:
--
--   python3 examples/server.py &
--   out/bin/luavm run --policy examples/policy/web.json examples/lua/fetch.lua
--
-- Scripts have no network of their own: `http` is there because the policy has a part of that name. It lists the hosts,
-- schemes and ports that may be asked ("hosts"), and may let addresses in that are not public ("addresses"): this machine,
-- 127.0.0.1, is not, so it has to be named. Methods are GET and HEAD where a host says no more.
local server = "http://127.0.0.1:8765"

local answer = http.get(server .. "/hello")
print(answer.status, answer.headers["content-type"], answer.body)

-- A body that is JSON becomes a table.
local person = http.get(server .. "/json"):json()
print(person.name, table.concat(person.langs, " "))

-- What is not allowed is an error, and nothing was sent.
print(select(2, pcall(http.post, server .. "/echo", "a body")))

-- /inside answers "302 Found, go on to http://127.0.0.2:8765/secret". Every redirect is checked like a request of its
-- own, so this one ends before any connection is made. Not caught, it ends the script: status sandbox, exit code 7.
http.get(server .. "/inside")
