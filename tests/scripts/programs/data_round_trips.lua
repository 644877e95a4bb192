-- dkjson, MessagePack, inspect, Penlight and argparse over generated data: numbers, Unicode text, deep and wide tables.
local program = require "program"
local json, pack, inspect = require "dkjson", require "MessagePack", require "inspect"
local tablex, seq, permute, List = require "pl.tablex", require "pl.seq", require "pl.permute", require "pl.List"

local state = 42
local function random(limit)
  state = (state * 1103515245 + 12345) & 0x7fffffff
  return state // 65536 % limit
end

local function text()
  local characters = {}
  for at = 1, random(24) do characters[at] = utf8.char(32 + random(900)) end
  return table.concat(characters)
end

local function value(depth)
  local kind = random(depth > 0 and 7 or 5)
  if kind == 0 then return random(2) == 1 end
  if kind == 1 then return random(30000) - 15000 end
  if kind == 2 then return (random(30000) - 15000) / 64 end
  if kind == 3 then return ("text %d"):format(random(1000)) end
  if kind == 4 then return text() end
  local made = {}
  for at = 1, 1 + random(6) do
    made[kind == 5 and at or "key" .. random(100)] = value(depth - 1)
  end
  return made
end

local json_bytes, packed_bytes = 0, 0
for round = 1, 300 do
  local given = { round, value(6), value(6), value(6), value(6), value(6), value(6) }
  local encoded = json.encode(given, { indent = round % 2 == 0 })
  local decoded, at = json.decode(encoded)
  assert(at == #encoded + 1 and tablex.deepcompare(given, decoded), "dkjson round " .. round)
  local packed = pack.pack(given)
  assert(tablex.deepcompare(given, pack.unpack(packed)), "MessagePack round " .. round)
  print(("round %d: JSON %d bytes, packed %d bytes, inspected %s"):format(
    round, #encoded, #packed, program.digest(inspect(given))))
  json_bytes, packed_bytes = json_bytes + #encoded, packed_bytes + #packed
end

for _, broken in ipairs { "[1,2", '{"a":}', '"\\u12"', "[1 2]", "tru", "" } do
  local got, at, err = json.decode(broken)
  print("broken " .. broken .. ": " .. type(got) .. " at " .. tostring(at) .. ", " .. tostring(err))
end

local orders = {}
for order in permute.order_iter { 1, 2, 3, 4, 5, 6 } do orders[#orders + 1] = table.concat(order) end
local groups = seq.count_map(seq.map(function(x) return x % 7 == 0 and "seven" or x % 3 == 0 and "three" or "other" end,
  seq.range(1, 2000)))
print("Penlight: " .. #orders .. " orders, " .. orders[1] .. " to " .. orders[#orders] .. ", " .. inspect(groups) ..
  ", " .. List { 5, 1, 4 }:sort():map(function(x) return x * 2 end):concat ",")

local argparse = require "argparse"
local parser = argparse("tool", "A tool of many commands."):add_help_command():add_complete()
parser:require_command(true)
for at = 1, 40 do
  local command = parser:command("command" .. at, ("Does thing %d. "):format(at):rep(6))
  command:argument("input", "What to read."):args "+"
  command:option("-o --output", "Where to write."):default "a.out"
  command:option("-l --level", "How hard."):convert(tonumber):choices { "1", "2", "3" }
  command:mutex(command:flag "-q --quiet", command:flag "-v --verbose":count "0-3")
end
print("parsed: " .. inspect(parser:parse { "command7", "a", "b", "-vv", "-l2", "--output=x" }))
for _, line in ipairs {
  { "command7" }, { "command8", "x", "-q", "-v" }, { "comand9", "x" }, { "command1", "x", "-l9" },
} do
  local ok, err = parser:pparse(line)
  print("refused: " .. tostring(ok) .. ", " .. tostring(err))
end
print(parser:get_help())
print(parser:get_bash_complete())
print(parser:get_zsh_complete())
print(parser:get_fish_complete())
print("data: JSON " .. json_bytes .. " bytes, packed " .. packed_bytes .. " bytes")
