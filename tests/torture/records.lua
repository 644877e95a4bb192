-- Tables by name: constructors of every size, fields added one by one.
local people = {}
for i = 1, 40 do
  local p = { name = 'name ' .. i, age = i, tags = { 'a', 'b', tostring(i) }, home = { street = 's', number = i } }
  for k = 1, i % 9 do p['extra' .. k] = k end
  people[i] = p
end
local by_name = {}
for _, p in ipairs(people) do by_name[p.name] = p end
return people, by_name
