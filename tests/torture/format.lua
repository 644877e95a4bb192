-- string.format in all its directives.
local out = {}
for i = 1, 25 do
  out[#out + 1] = ('%d|%5d|%-5d|%05d|%+d'):format(i, i, i, i, i)
  out[#out + 1] = ('%x|%X|%o|%c|%i'):format(i, i, i, 64 + i, i)
  out[#out + 1] = ('%f|%.3f|%e|%g|%a'):format(i / 3, i / 3, i / 3, i / 3, i / 4)
  out[#out + 1] = ('%s|%10s|%-10s|%.2s'):format('s' .. i, i, true, 'cut')
  out[#out + 1] = ('%q|%q|%q'):format('quote "\0\n' .. i, i, i / 3)
end
out[#out + 1] = ('%s'):format(('long '):rep(300))
out[#out + 1] = ('%99.99f'):format(1e300)
return out
