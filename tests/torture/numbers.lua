-- Numbers to text and back, in every notation.
local shown, read = {}, {}
for i = 1, 60 do
  shown[#shown + 1] = tostring(i * 1000003)
  shown[#shown + 1] = tostring(i / 7)
  shown[#shown + 1] = i .. ''
  read[#read + 1] = tonumber('0x' .. ('%x'):format(i * 255))
  read[#read + 1] = tonumber(i .. 'e' .. i % 10)
  read[#read + 1] = tonumber(('z' .. i % 10), 36)
  read[#read + 1] = math.tointeger(i + 0.0)
end
read[#read + 1] = '10' + 5
read[#read + 1] = '0x10' * '2'
return shown, read, math.maxinteger, math.mininteger, 2 ^ 1023
