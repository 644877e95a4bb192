-- find and match: captures, balanced, frontier, classes, failures.
local out = {}
for i = 1, 20 do
  local s = ('key%d = "value %d" -- (a(b)c) [%s]'):format(i, i, ('x'):rep(i))
  out[#out + 1] = { s:match('(%w+)%s*=%s*"(.-)"') }
  out[#out + 1] = { s:find('%b()') }
  out[#out + 1] = { s:match('%[(x-)(x)%]()') }
  out[#out + 1] = { s:find('value ' .. i, 1, true) }
  out[#out + 1] = s:match('%f[%d]%d+')
  out[#out + 1] = s:match('[^%c%s]+$')
end
local errors = {}
for i, p in ipairs({ '%', '[a', '(a', 'a)', '%b', '%f', '(()' }) do errors[i] = select(2, pcall(string.find, 'aaa', p)) end
return out, errors
