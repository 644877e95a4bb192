-- Penlight in tests that LuaUnit runs: a lexer, XML, templates, comprehensions (load), classes, columns of data.
local program = require "program"
local lu = require "luaunit"

TestLexer = {}
local lexer = require "pl.lexer"
for _, module in ipairs { "pl.lexer", "pl.pretty", "pl.xml", "pl.Date", "pl.tablex", "pl.data", "luaunit" } do
  TestLexer["test gives back every byte of " .. module] = function()
    local file = assert(io.open(program.file_of(module)))
    local text, parts, kinds = file:read "a", {}, {}
    file:close()
    for kind, value in lexer.lua(text, {}, { string = false, number = false }) do
      parts[#parts + 1] = value
      kinds[kind] = (kinds[kind] or 0) + 1
    end
    lu.assertEquals(table.concat(parts), text)
    print(module, #parts, kinds.iden, kinds.keyword, kinds.comment, program.digest(table.concat(parts, "|")))
  end
end

TestPretty = {}
local pretty = require "pl.pretty"
function TestPretty.test_reads_what_it_wrote()
  local value = { 1, "two", { three = { 4, 5.5, -6 }, ["a key"] = true }, ["end"] = false }
  for at = 1, 200 do value["k" .. at] = { at, tostring(at), { nested = at % 7 == 0 } } end
  lu.assertEquals(pretty.read(pretty.write(value)), value)
  lu.assertEquals(pretty.read(pretty.write(value, "")), value)
end
function TestPretty.test_refuses_code()
  lu.assertNil((pretty.read "{ function() end }"))
  lu.assertNil((pretty.read "{ os.exit() }"))
end

TestXml = {}
local xml = require "pl.xml"
function TestXml.test_parses_what_it_printed()
  local document = xml.new "list"
  for at = 1, 300 do
    document:addtag("item", { id = tostring(at) }):text("<" .. at .. " & more>"):up()
  end
  local again = xml.parse(tostring(document), false, true)
  lu.assertEquals(#again:get_elements_with_name "item", 300)
  lu.assertTrue(xml.compare(document, again))
  lu.assertEquals(again[7]:get_text(), "<7 & more>")
  print("xml", #tostring(document), program.digest(tostring(document)))
end

TestTemplate = {}
local template = require "pl.template"
function TestTemplate.test_expands_rows()
  local text = "# for i, v in ipairs(rows) do\n$(i): $(v:upper())\n# end\n"
  lu.assertEquals(template.substitute(text, { ipairs = ipairs, rows = { "a", "b" } }), "1: A\n2: B\n")
end
function TestTemplate.test_reports_a_broken_one()
  local text, err = template.substitute("# for do\n", {})
  lu.assertNil(text)
  print("broken template", err)
end

TestCollections = {}
local List, OrderedMap, Set = require "pl.List", require "pl.OrderedMap", require "pl.Set"
local seq, permute = require "pl.seq", require "pl.permute"
function TestCollections.test_permutes()
  local orders = {}
  for order in permute.order_iter { 1, 2, 3, 4, 5, 6 } do orders[#orders + 1] = table.concat(order) end
  lu.assertEquals(#orders, 720)
  print("permutations", program.digest(table.concat(orders)))
end
function TestCollections.test_sorts_slices_maps_reduces()
  local list = List.range(1, 1000):map(function(x) return x * 7919 % 1000 end):sort()
  lu.assertEquals(list, List.range(0, 999))
  lu.assertEquals(list:reduce "+", 499500)
  lu.assertEquals({ table.unpack(list:slice(11, 13)) }, { 10, 11, 12 })
end
function TestCollections.test_keeps_order()
  local map = OrderedMap()
  for at = 100, 1, -1 do map:set("k" .. at, at) end
  lu.assertEquals(map:keys()[1], "k100")
  lu.assertEquals(map:values()[100], 1)
end
function TestCollections.test_does_set_algebra()
  lu.assertTrue(Set { 1, 2, 3 } * Set { 2, 3, 4 } == Set { 2, 3 })
  lu.assertTrue(Set { 1, 2, 3 } - Set { 2, 3, 4 } == Set { 1 })
end
function TestCollections.test_comprehends()
  local comprehension = require "pl.comprehension".new()
  lu.assertEquals(comprehension "x^2 for x=1,10 if x%2==0" (), { 4, 16, 36, 64, 100 })
  lu.assertEquals(comprehension "sum(x for x=1,_1)" (100), 5050)
end
function TestCollections.test_streams()
  local squares = seq.copy(seq.map(function(x) return x * x end, seq.take(seq.range(1, 100), 5)))
  lu.assertEquals({ table.unpack(squares) }, { 1, 4, 9, 16, 25 })
end

TestClasses = {}
local class = require "pl.class"
function TestClasses.test_inherit_and_answer_what_they_are()
  local Animal = class()
  function Animal:_init(name) self.name = name end
  function Animal:__tostring() return self.name .. ": " .. self:speak() end
  local Cat = class(Animal)
  function Cat:speak() return "meow" end
  local Lion = class(Cat)
  function Lion:speak() return "roar" end
  lu.assertEquals(tostring(Cat "felix"), "felix: meow")
  lu.assertEquals(tostring(Lion "leo"), "leo: roar")
  lu.assertTrue(Lion "leo":is_a(Animal))
  lu.assertFalse(Animal:class_of {})
end

TestText = {}
local stringx, sip, url = require "pl.stringx", require "pl.sip", require "pl.url"
function TestText.test_splits_and_joins()
  local line = ("field,"):rep(500) .. "last"
  lu.assertEquals(#stringx.split(line, ","), 501)
  lu.assertEquals(stringx.join(",", stringx.split(line, ",")), line)
end
function TestText.test_wraps()
  print("wrapped", table.concat(require "pl.text".wrap(("word "):rep(100), 40), "\n"))
end
function TestText.test_matches_by_shape()
  local found = {}
  lu.assertTrue(sip.match("$v{name} = $i{count}, $q{title}", 'books = 12, "On Lua"', found))
  lu.assertEquals(found, { name = "books", count = 12, title = "On Lua" })
end
function TestText.test_reads_and_queries_columns()
  local rows = { "Name,Year,Count" }
  for at = 1, 200 do rows[#rows + 1] = ("n%d,%d,%d"):format(at, 1900 + at % 50, at * 3) end
  local columns = require "pl.data".read(require "pl.stringio".open(table.concat(rows, "\n")))
  local picked = columns:copy_select "Count,Year where Year > 1940 and Count < 300 sort by Count"
  lu.assertEquals(#picked, 18)
  for _, row in ipairs(picked) do print("picked", row[1], row[2]) end
end
function TestText.test_quotes_addresses()
  local bytes = {}
  for at = 0, 255 do bytes[#bytes + 1] = string.char(at) end
  local all = table.concat(bytes)
  lu.assertEquals(url.unquote(url.quote(all)), all)
  print("quoted", url.quote(all))
end

TestFailures = {}
function TestFailures.test_come_out_of_coroutines()
  local task = coroutine.wrap(function() coroutine.yield(1) error { code = 7 } end)
  lu.assertEquals(task(), 1)
  local ok, err = pcall(task)
  lu.assertFalse(ok)
  lu.assertEquals(err, { code = 7 })
end
function TestFailures.test_say_what_differs()
  local ok, err = pcall(lu.assertEquals, { a = { b = 1 } }, { a = { b = 2 } })
  lu.assertFalse(ok)
  print("difference", err)
end

local runner = lu.LuaUnit.new()
runner:setOutputType "nil"
runner:runSuite()
for _, test in ipairs(runner.result.allTests) do print(test.status, test.testName, test.msg or "") end
print(("luaunit: run %d, passed %d, failed %d"):format(
  runner.result.runCount, runner.result.successCount, runner.result.notSuccessCount))
