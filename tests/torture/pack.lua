-- string.pack and unpack, in all sizes and byte orders.
local out, back = {}, {}
for i = 1, 25 do
  local s = string.pack('<i1>i2=i4!8i8', i, -i, i * 1000, i * 100000)
  out[#out + 1] = s
  back[#back + 1] = { string.unpack('<i1>i2=i4!8i8', s) }
  local z = string.pack('zs1s2xBHIJTfdnj', 'zero' .. i, 'one', ('two'):rep(i), 1, 2, 3, 4, 5, 0.5, 0.25, 0.125, 7)
  out[#out + 1] = z
  back[#back + 1] = { string.unpack('zs1s2xBHIJTfdnj', z) }
end
local ok, message = pcall(string.unpack, 'i17', 'x')
return out, back, string.packsize('!4i1i4'), message
