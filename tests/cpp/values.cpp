// What value_view and table_view say, and what values convert to.
#include "test.hpp"

#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

using luavm::type;
using luavm::value_view;
using std::string_view;

// A type of the application's own, made from {x = ..., y = ...}.
struct point {
  int x, y;
};

template <>
struct luavm::converter<point> {
  static std::optional<point> read(value_view value) {
    const auto x = value["x"].try_as<int>(), y = value["y"].try_as<int>();
    if (!x || !y) return std::nullopt;
    return point{*x, *y};
  }
};

static luavm::result eval(string_view source) {
  return test::make_vm().try_eval(source);
}

TEST(every_type_is_told_and_read_as_itself_alone) {
  const luavm::result result = eval(
      "return nil, true, false, -7, 0.5, 'a\\0b', {}, print, coroutine.create(print)");
  REQUIRE(result.size() == 9);
  const type types[] = {type::nil,     type::boolean,  type::boolean,
                        type::integer, type::number,   type::bytes,
                        type::table,   type::function, type::coroutine};
  for (std::size_t i = 0; i < 9; ++i) {
    const value_view value = result[i];
    CHECK(value.type() == types[i]);
    CHECK(value.is_nil() == (types[i] == type::nil));
    CHECK(value.boolean().has_value() == (types[i] == type::boolean));
    CHECK(value.integer().has_value() == (types[i] == type::integer));
    CHECK(value.number().has_value() == (types[i] == type::number));
    CHECK(value.bytes().has_value() == (types[i] == type::bytes));
    CHECK(value.table().has_value() == (types[i] == type::table));
    CHECK(value.opaque().has_value() == (i >= 7));
  }
  CHECK(result[1].boolean() == true);
  CHECK(result[2].boolean() == false);
  CHECK(result[3].integer() == -7);
  CHECK(result[4].number() == 0.5);
  CHECK(result[5].bytes() == string_view("a\0b", 3));
  CHECK(result[7].opaque() != result[8].opaque());
}

TEST(a_value_that_is_not_there_is_nil) {
  const luavm::result result = eval("return 1");
  CHECK(result[1].is_nil());
  CHECK(result[SIZE_MAX].is_nil());
  CHECK(result[1].native() == nullptr);
  CHECK(value_view().is_nil());
  CHECK(value_view()["key"][1].is_nil());
  CHECK(!result[0].table());
  CHECK(result[0]["key"].is_nil());
}

TEST(values_are_iterated_in_order) {
  const luavm::result result = eval("return 1, 2, 3");
  std::vector<std::int64_t> seen;
  for (value_view value : result.values()) seen.push_back(value.integer().value_or(0));
  CHECK((seen == std::vector<std::int64_t>{1, 2, 3}));
  CHECK(result.values().size() == 3);
  CHECK(std::distance(result.values().begin(), result.values().end()) == 3);
  CHECK(luavm::value_range().empty());
}

TEST(a_table_is_items_and_pairs) {
  const luavm::result result = eval("return {10, 20, 30, name = 'Ada', [true] = 1}");
  const std::optional<luavm::table_view> table = result[0].table();
  REQUIRE(table);
  CHECK(table->items().size() == 3);
  CHECK(table->pairs().size() == 2);
  CHECK(table->size() == 5);
  std::int64_t sum = 0;
  for (value_view item : table->items()) sum += item.integer().value_or(0);
  CHECK(sum == 60);
  std::set<string_view> keys;
  for (const auto &[key, value] : table->pairs()) {
    keys.insert(luavm::name(key.type()));
    CHECK(!value.is_nil());
  }
  CHECK((keys == std::set<string_view>{"string", "boolean"}));
  CHECK(eval("return {}")[0].type() == type::table);
}

TEST(a_table_is_looked_up_by_every_kind_of_key) {
  const luavm::result result = eval(
      "return {'one', 'two', name = 'Ada', ['a\\0b'] = 'nul', [''] = 'empty', [0] = "
      "'zero',"
      " [-1] = 'minus', [math.maxinteger] = 'max', [math.mininteger] = 'min',"
      " [0.5] = 'half', [1/0] = 'inf', [true] = 'yes', ['1'] = 'text'}");
  const value_view table = result[0];
  CHECK(table[1].bytes() == "one");
  CHECK(table[2u].bytes() == "two");
  CHECK(table[std::uint8_t{1}].bytes() == "one");
  CHECK(table[2.0].bytes() == "two");
  CHECK(table[0].bytes() == "zero");
  CHECK(table[-0.0].bytes() == "zero");
  CHECK(table[-1].bytes() == "minus");
  CHECK(table[INT64_MAX].bytes() == "max");
  CHECK(table[INT64_MIN].bytes() == "min");
  CHECK(table[-0x1p63].bytes() == "min");
  CHECK(table[0.5].bytes() == "half");
  CHECK(table[std::numeric_limits<double>::infinity()].bytes() == "inf");
  CHECK(table[true].bytes() == "yes");
  CHECK(table["name"].bytes() == "Ada");
  CHECK(table[std::string("name")].bytes() == "Ada");
  CHECK(table[string_view("a\0b", 3)].bytes() == "nul");
  CHECK(table[""].bytes() == "empty");
  CHECK(table["1"].bytes() == "text");

  CHECK(table[3].is_nil());
  CHECK(table[UINT64_MAX].is_nil());
  CHECK(table[0x1p63].is_nil());
  CHECK(table[std::numeric_limits<double>::quiet_NaN()].is_nil());
  CHECK(table[false].is_nil());
  CHECK(table["a"].is_nil());
  CHECK(table.table()->contains("name"));
  CHECK(!table.table()->contains("nam"));
}

TEST(a_table_in_itself_keeps_its_identity) {
  const luavm::result result = eval("local t = {{}} t.self = t return t, t");
  const auto table = result[0].table(), inner = result[0]["self"].table();
  REQUIRE(table && inner && result[0][1].table());
  CHECK(table->id() == inner->id());
  CHECK(table->id() == result[1].table()->id());
  CHECK(table->id() != result[0][1].table()->id());
  CHECK(result[0]["self"]["self"]["self"].table()->id() == table->id());
}

TEST(integers_convert_within_their_range_alone) {
  const luavm::result result =
      eval("return 127, 128, -128, -129, math.maxinteger, -1, 1.0, '1'");
  CHECK(result[0].try_as<std::int8_t>() == std::int8_t{127});
  CHECK(!result[1].try_as<std::int8_t>());
  CHECK(result[1].try_as<std::uint8_t>() == std::uint8_t{128});
  CHECK(result[2].try_as<std::int8_t>() == std::int8_t{-128});
  CHECK(!result[3].try_as<std::int8_t>());
  CHECK(result[4].try_as<std::int64_t>() == INT64_MAX);
  CHECK(result[4].try_as<std::uint64_t>() == std::uint64_t{INT64_MAX});
  CHECK(!result[4].try_as<int>());
  CHECK(!result[5].try_as<std::uint64_t>());
  CHECK(!result[5].try_as<std::uint32_t>());
  CHECK(!result[6].try_as<int>());
  CHECK(!result[7].try_as<int>());
}

TEST(numbers_booleans_and_strings_convert) {
  const luavm::result result = eval("return 0.25, 3, true, 'text', nil");
  CHECK(result[0].try_as<double>() == 0.25);
  CHECK(result[0].try_as<float>() == 0.25f);
  CHECK(result[1].try_as<double>() == 3.0);
  CHECK(!result[3].try_as<double>());
  CHECK(result[2].try_as<bool>() == true);
  CHECK(!result[1].try_as<bool>());
  CHECK(!result[4].try_as<bool>());
  CHECK(result[3].try_as<std::string>() == std::string("text"));
  CHECK(result[3].try_as<string_view>() == string_view("text"));
  CHECK(!result[1].try_as<std::string>());
  CHECK(result[4].try_as<std::monostate>().has_value());
  CHECK(!result[2].try_as<std::monostate>());
  CHECK(result[1].try_as<value_view>()->integer() == 3);
  CHECK(!result[1].try_as<luavm::table_view>());
}

TEST(an_optional_takes_nil_and_its_type_but_nothing_else) {
  const luavm::result result = eval("return nil, 5, 'five'");
  const auto none = result[0].try_as<std::optional<int>>();
  const auto five = result[1].try_as<std::optional<int>>();
  REQUIRE(none.has_value() && five.has_value());
  CHECK(!none->has_value());
  CHECK(*five == 5);
  CHECK(!result[2].try_as<std::optional<int>>().has_value());
}

TEST(a_variant_is_the_first_type_that_takes_the_value) {
  using any = std::variant<std::monostate, bool, std::int64_t, double, std::string>;
  const luavm::result result = eval("return nil, true, 3, 0.5, 'x', {}");
  for (std::size_t i = 0; i < 5; ++i) {
    const std::optional<any> value = result[i].try_as<any>();
    REQUIRE(value);
    CHECK(value->index() == i);
  }
  CHECK(std::get<std::string>(*result[4].try_as<any>()) == "x");
  CHECK(!result[5].try_as<any>());
  const auto first = result[2].try_as<std::variant<double, std::int64_t>>();
  REQUIRE(first);
  CHECK(first->index() == 0);
}

TEST(tables_convert_to_containers) {
  const luavm::result result = eval(
      "return {1, 2, 3}, {a = 1, b = 2}, {{'x'}, {}}, {1, 'two'}, {1, n = 1}, {}, "
      "{'p', 'q'}");
  CHECK((result[0].try_as<std::vector<int>>() == std::vector<int>{1, 2, 3}));
  CHECK((result[1].try_as<std::map<std::string, int>>() ==
         std::map<std::string, int>{{"a", 1}, {"b", 2}}));
  CHECK((result[2].try_as<std::vector<std::vector<string_view>>>() ==
         std::vector<std::vector<string_view>>{{"x"}, {}}));
  CHECK(!result[3].try_as<std::vector<int>>());
  CHECK(!result[4].try_as<std::vector<int>>());
  CHECK(result[5].try_as<std::vector<int>>()->empty());
  CHECK((result[6].try_as<std::unordered_map<int, std::string>>() ==
         std::unordered_map<int, std::string>{{1, "p"}, {2, "q"}}));
  using key = std::variant<int, std::string>;
  CHECK((result[4].try_as<std::map<key, int>>() ==
         std::map<key, int>{{key(1), 1}, {key("n"), 1}}));
  CHECK(!(result[4].try_as<std::map<std::string, int>>()));
  CHECK(!(result[0][1].try_as<std::map<std::string, int>>()));
}

TEST(a_type_of_the_applications_own_converts_and_nests) {
  const luavm::result result = eval("return {{x = 1, y = 2}, {x = 3, y = 4}}, {x = 1}");
  const auto points = result[0].try_as<std::vector<point>>();
  REQUIRE(points && points->size() == 2);
  CHECK((*points)[1].x == 3 && (*points)[1].y == 4);
  CHECK(!result[1].try_as<point>());
}

TEST(a_result_converts_its_first_value) {
  CHECK(eval("return 7, 8").try_as<int>() == 7);
  CHECK(eval("return").try_as<std::optional<int>>().has_value());
  CHECK(!eval("error('x')").try_as<int>());
  const luavm::result result = eval("return 'kept'");
  CHECK(result.try_as<string_view>() == string_view("kept"));
}

#if LUAVM_CPP_EXCEPTIONS
TEST(as_throws_a_conversion_error_that_names_the_lua_type) {
  const luavm::result result = eval("return {}, 2");
  CHECK(result[1].as<int>() == 2);
  CHECK_THROWS(luavm::conversion_error, result.as<int>(), {
    CHECK(error.status() == luavm::status::ok);
    CHECK(std::strstr(error.what(), "table") != nullptr);
  });
}
#endif
