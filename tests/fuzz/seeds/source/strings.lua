local s = ("key = value; other=\0\255"):rep(3, ",")
local n, parts = 0, {}
for k, v in s:gmatch("(%w+)%s*=%s*([^;,]*)") do n = n + 1 parts[k .. n] = v end
return parts, s:gsub("%f[%w]%w+", {key = "KEY"}), s:find("=", 1, true), s:byte(-3, -1), ("%5.2f|%-5d|%q|%s|%x"):format(1, 2, "\n\0", {}, 255),
  string.pack("<i4z s1 d", 1, "z", "s", 0.5), string.unpack(">I2", "\1\2"), utf8.char(0x20ac, 0x7fffffff), utf8.len("\u{20ac}"), utf8.codepoint("aé", 1, -1),
  table.concat({1, 2.5, "x"}, "-"), table.unpack({1, 2, 3}, 2), select(-1, 1, 2), tostring(1e15), tonumber("z", 36), os.date("!%Y", 0)
