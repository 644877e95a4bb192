-- load: strings, readers in pieces, own environments, syntax errors.
local results = {}
for i = 1, 12 do
  local f = load('local a = ... return function(b) return a + b + ' .. i .. ' end', 'chunk' .. i)
  results[i] = f(i)(i)
end
local pieces, at = { 'return ', '{', '1, ', '2, ', "'three'", '}' }, 0
local f = load(function() at = at + 1 return pieces[at] end)
local env = { x = 5 }
local g = load('x = x + 1 return x', 'env', 't', env)
local errors = {}
for i, source in ipairs({ 'return +', 'x = = 1', 'goto nowhere', '"open', 'for i = 1 do', 'local x <const> = 1 x = 2',
  'break', '::a:: ::a::', '\27Lua' }) do
  local ok, message = load(source, '=bad')
  errors[i] = message
end
local ok, message = load(function() error('reader fails') end)
return results, f(), g(), g(), errors, ok, message
