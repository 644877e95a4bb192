-- Long expressions: constants by the hundred, nested operators and calls.
local parts = { 'local f = function(...) return ... end local t = {} return {' }
for i = 1, 80 do
  parts[#parts + 1] = ("(%d + %d.5) * -f(%d) .. 'constant %d', #t == %d and not f() or ~%d,"):format(i, i, i, i, i, i)
end
parts[#parts + 1] = '}'
local values = load(table.concat(parts, ' '))()
local nested = load('return ' .. ('('):rep(60) .. '1' .. (')'):rep(60))
local tables = load('return ' .. ('{'):rep(60) .. ('}'):rep(60))
return values, nested(), tables()
