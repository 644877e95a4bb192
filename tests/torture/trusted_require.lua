-- profile: trusted
-- require: preloaded modules, modules that fail, modules that are nowhere.
local loaded = {}
for i = 1, 12 do
  package.preload['module' .. i] = function(name, extra) return { name = name, extra = extra, n = i } end
  loaded[i] = require('module' .. i)
  package.loaded['module' .. i] = nil
end
package.preload.bad = function() error('does not load') end
local ok, message = pcall(require, 'bad')
package.path = './?.lua;/nowhere/?/init.lua'
package.cpath = '/nowhere/?.so'
local found, why = pcall(require, 'not.there')
local path, tried = package.searchpath('a.b', package.path)
return loaded, message, why, path, tried, os.getenv('HOME') ~= nil, os.tmpname ~= nil
