-- utf8: char, codes, codepoint, len, offset, and what is not UTF-8.
local text = {}
for i = 1, 60 do text[i] = utf8.char(i + 64, i * 50 + 128, i * 900 + 2048, 0x10000 + i) end
local all = table.concat(text)
local codes = {}
for at, code in utf8.codes(all) do codes[#codes + 1] = code + at end
local points = { utf8.codepoint(all, 1, 60) }
local out = {}
for i = 1, 30 do out[i] = { utf8.offset(all, i), utf8.len(all, utf8.offset(all, i)) } end
local ok, message = pcall(utf8.codepoint, '\xff')
return all, #codes, points, out, { utf8.len('ab\xffcd') }, message, utf8.charpattern
