-- gsub with strings, tables, functions; anchors, captures, positions.
local text = ('The quick brown fox jumps over the lazy dog. '):rep(8)
local words = {}
local a = text:gsub('%w+', '<%0>')
local b = text:gsub('(%w+) (%w+)', '%2 %1')
local c = text:gsub('%w+', { quick = 'slow', lazy = 'busy' })
local d = text:gsub('()(o)', function(at, o) return o .. at end)
local e, n = text:gsub('%f[%w]%w', string.upper)
for word in text:gmatch('%a+') do words[#words + 1] = word:lower() end
local ok, message = pcall(string.gsub, text, '(', '')
local ok2, message2 = pcall(string.gsub, text, '%w', '%9')
return a, b, c, d, e, n, words, message, message2
