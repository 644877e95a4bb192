-- string.format: integers, floats, strings, widths, hexadecimal and quoting.
local format = string.format

local function checksum(sum, text)
  return (sum * 31 + #text + text:byte(1) * 7 + text:byte(#text // 2 + 1)) & 0x7fffffff
end

local names = { "alpha", "beta", "gamma\n", "delta \"quoted\"", "epsilon" }
local total = 0
for i = 1, 140000 do
  local name = names[i % #names + 1]
  total = checksum(total, format("%d %s", i, name))
  total = checksum(total, format("%5d|%-12s|%05.1f", i % 999, name, i / 7))
  total = checksum(total, format("%x %X %o %c", i, i * 31, i % 512, 65 + i % 26))
  total = checksum(total, format("%.3f %g %e", i / 3, i * 0.5, i * 1000.25))
  if i % 4 == 0 then
    total = checksum(total, format("%q", name))
    total = checksum(total, format("%s=%s", i % 8 == 0, i + 0.5))
  end
end
return total
