// Values in: what C++ types become, and calls with them.
#include "test.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>
#if __cplusplus >= 202002L
#include <span>
#endif

using luavm::status;
using std::string_view;

// A type of the application's own, as {x = ..., y = ...}.
struct place {
  int x, y;
};

template <>
struct luavm::encoder<place> {
  static luavm_value write(const place &from, encoding &to) {
    auto *pairs = to.array<luavm_pair>(2);
    if (!pairs) return {};
    pairs[0] = {detail::encode("x", to), detail::encode(from.x, to)};
    pairs[1] = {detail::encode("y", to), detail::encode(from.y, to)};
    return to.table(nullptr, 0, pairs, 2);
  }
};

// Whether a source returns true of these arguments.
template <class... Args>
static bool holds(string_view source, const Args &...args) {
  luavm::vm vm = test::make_vm();
  const auto function = vm.try_load(source);
  return function && function->try_call(args...).template try_as<bool>() == true;
}

TEST(scalars_become_what_they_are) {
  CHECK(holds("local a, b, c = ... return a == nil and b == true and c == false",
              nullptr, true, false));
  CHECK(
      holds("local i, f = ... return math.type(i) == 'integer' and "
            "math.type(f) == 'float'",
            1, 1.0));
  CHECK(
      holds("local a, b, c, d = ... return a == math.mininteger and "
            "b == math.maxinteger and c == 255 and d == (1 << 53) + 1",
            INT64_MIN, INT64_MAX, std::uint8_t{255}, (std::int64_t{1} << 53) + 1));
  CHECK(
      holds("local z, i, n = ... return 1 / z == -math.huge and i == math.huge and "
            "n ~= n",
            -0.0, HUGE_VAL, std::numeric_limits<double>::quiet_NaN()));
  CHECK(holds("return select('#', ...) == 0"));
}

TEST(strings_become_strings) {
  const std::string owned("a\0b", 3);
  char array[] = "array";
  CHECK(
      holds("local a, b, c, d, e = ... return a == 'text' and b == 'view' and "
            "c == 'a\\0b' and d == '' and e == 'array'",
            "text", string_view("view"), owned, string_view(), array));
}

TEST(optionals_and_variants_become_what_is_in_them) {
  using any = std::variant<std::monostate, int, std::string>;
  CHECK(
      holds("local a, b, c, d, e = ... return a == nil and b == 5 and c == nil and "
            "d == 7 and e == 'x'",
            std::optional<int>(), std::optional<int>(5), any(), any(7),
            any(std::string("x"))));
}

TEST(containers_become_tables) {
  const int plain[] = {1, 2};
  CHECK(
      holds("local v, a, p, b, n = ... return #v == 3 and v[3] == 3 and "
            "a[2] == 'y' and p[2] == 2 and b[1] == true and b[2] == false and "
            "n[2][1] == 4",
            std::vector<int>{1, 2, 3}, std::array<string_view, 2>{"x", "y"}, plain,
            std::vector<bool>{true, false}, std::vector<std::vector<int>>{{3}, {4}}));
  CHECK(holds("local m, u = ... return m.a == 1 and m.b == 2 and u[7] == 'seven'",
              std::map<std::string, int>{{"a", 1}, {"b", 2}},
              std::unordered_map<int, std::string>{{7, "seven"}}));
  const luavm_value raw[] = {{LUAVM_INTEGER, 0, {5}}, {LUAVM_NIL, 0, {0}}};
  CHECK(holds("local t = ... return t[1] == 5 and t[2] == nil", raw));
#if __cplusplus >= 202002L
  const std::vector<double> numbers{0.5, 1.5};
  CHECK(holds("local t = ... return t[1] + t[2] == 2.0", std::span(numbers)));
#endif
}

TEST(a_type_of_the_applications_own_is_encoded_and_nests) {
  CHECK(holds("local p, l = ... return p.x == 1 and p.y == 2 and l[2].y == 6",
              place{1, 2}, std::vector<place>{{3, 4}, {5, 6}}));
}

TEST(an_integer_that_lua_has_not_is_refused) {
  luavm::vm vm = test::make_vm();
  const auto function = vm.try_load("return ...");
  REQUIRE(function);
  CHECK(function->try_call(std::uint64_t{INT64_MAX}).try_as<std::int64_t>() ==
        INT64_MAX);
  const luavm::result refused =
      function->try_call(1, std::vector<std::uint64_t>{std::uint64_t{1} << 63});
  CHECK(refused.status() == status::argument);
  CHECK(refused.message().find("9223372036854775807") != string_view::npos);
  CHECK(vm.try_call("math.abs", luavm::value(UINT64_MAX)).status() == status::argument);
}

TEST(a_table_is_built_in_braces) {
  CHECK(
      holds("local t = ... return t.rate == 2.5 and #t.tags == 2 and t.tags[2] == 'b' "
            "and t[1] == true and t.none == nil and t.deep.er[1][1] == 1",
            luavm::table{{"rate", 2.5},
                         {"tags", luavm::list{"a", "b"}},
                         {1, true},
                         {"none", nullptr},
                         {"deep", luavm::table{{"er", luavm::list{luavm::list{1}}}}}}));
}

TEST(a_table_is_built_step_by_step) {
  luavm::list list;
  for (int i = 1; i <= 1000; ++i) list.push(i);
  luavm::table table;
  table.set("list", std::move(list)).set("text", std::string(100, 'x'));
  CHECK(list.type() == luavm::type::nil);
  for (int i = 0; i < 1000; ++i) table.set("key" + std::to_string(i), i);
  CHECK(
      holds("local t = ... return #t.list == 1000 and t.list[1000] == 1000 and "
            "#t.text == 100 and t.key999 == 999",
            table));
}

TEST(a_built_table_may_be_shared_and_in_itself) {
  luavm::list inner{7};
  luavm::table table{{"one", inner.alias()}, {"two", inner.alias()}};
  table.set("inner", std::move(inner)).set("self", table.alias());
  CHECK(
      holds("local t = ... return t.one == t.two and t.one == t.inner and "
            "t.self == t and t.one[1] == 7",
            table));
}

TEST(ten_thousand_levels_are_built_given_and_read) {
  luavm::value deep = luavm::list();
  for (int i = 1; i < 10000; ++i) {
    luavm::list outer;
    outer.push(std::move(deep));
    deep = std::move(outer);
  }
  luavm::vm vm = test::make_vm();
  const auto function = vm.try_load("return ...");
  REQUIRE(function);
  const luavm::result result = function->try_call(deep);
  int levels = 0;
  for (auto table = result[0].table(); table; ++levels) {
    if (table->items().empty()) break;
    table = table->items()[0].table();
  }
  CHECK(levels == 9999);
}

TEST(a_result_is_given_on) {
  luavm::vm vm = test::make_vm();
  const luavm::result first = vm.try_eval("local s = {1} return {s, s, name = 'Ada'}");
  const auto function =
      vm.try_load("local t = ... return t[1] == t[2] and t.name == 'Ada'");
  REQUIRE(function);
  CHECK(function->try_call(first[0]).try_as<bool>() == true);
  CHECK(function->try_call(*first[0].table()).try_as<bool>() == true);
}

TEST(a_source_is_loaded_once_and_called_often) {
  luavm::vm vm = test::make_vm();
  luavm::eval_options named;
  named.chunk_name = "rules.lua";
  auto count = vm.try_load("n = (n or 0) + ... return n", named);
  REQUIRE(count);
  for (int i = 1; i <= 10; ++i) CHECK(count->try_call(1).try_as<int>() == i);
  const luavm::result failed = count->try_call("x");
  CHECK(failed.status() == status::runtime && failed.source() == "rules.lua");
  const auto bad = vm.try_load("return +");
  CHECK(bad.status() == status::syntax);
  CHECK(!bad.message().empty());
  CHECK(!*bad);
}

TEST(globals_are_read_and_written_by_path) {
  luavm::vm vm = test::make_vm();
  CHECK(vm.try_set("limits.cpu.max", 4).ok());
  CHECK(vm.try_set("limits.names", std::vector<string_view>{"a", "b"}, true).ok());
  CHECK(vm.try_eval("return limits.cpu.max + #limits.names").try_as<int>() == 6);
  CHECK(vm.try_get("limits.cpu.max").try_as<int>() == 4);
  CHECK(vm.try_get("limits.nothing")[0].is_nil());
  CHECK(vm.try_eval("limits.names[1] = 'c'").status() == status::sandbox);
  CHECK(vm.try_call("math.max", 3, 7, 5).try_as<int>() == 7);
  CHECK(vm.try_call("no.such").status() == status::runtime);
}

TEST(the_error_value_comes_along) {
  luavm::vm vm = test::make_vm();
  const luavm::result result = vm.try_eval("error({code = 42})");
  CHECK(result.status() == status::runtime);
  CHECK(result.error()["code"].try_as<int>() == 42);
  CHECK(vm.try_eval("return 1").error().is_nil());
}

#if LUAVM_CPP_EXCEPTIONS
TEST(the_throwing_style_gives_and_takes) {
  luavm::vm vm;
  vm.set("list", luavm::list{1, 2, 3});
  CHECK((vm.get<std::vector<int>>("list") == std::vector<int>{1, 2, 3}));
  const luavm::function sum = vm.load("local a, b = ... return a + b");
  CHECK(sum(20, 22).as<int>() == 42);
  CHECK(vm.call(sum, 0.5, 0.25).as<double>() == 0.75);
  CHECK(vm.call("string.rep", "ab", 2).as<std::string>() == "abab");
  const auto upper = vm.get<luavm::function>("string.upper");
  CHECK(upper("x").as<std::string>() == "X");
  luavm::eval_options little;
  little.fuel = 100;
  const luavm::function loop = vm.load("while true do end");
  CHECK_THROWS(luavm::fuel_error, loop.call_with(little), {});
  CHECK_THROWS(luavm::syntax_error, vm.load("return +"), { CHECK(error.line() == 1); });
  CHECK_THROWS(luavm::runtime_error, vm.load("error({1})")(),
               { CHECK(error.value()[1].try_as<int>() == 1); });
  CHECK_THROWS(luavm::argument_error, sum(UINT64_MAX, 1), {});
  CHECK_THROWS(luavm::conversion_error, vm.get<int>("nothing"), {});
}
#endif
