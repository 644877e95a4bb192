// Host functions from lambdas: what they take, what they answer, when they go.
#include "test.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

using luavm::status;
using std::string_view;

static bool is_true(luavm::vm_view vm, string_view source) {
  const luavm::result result = vm.try_eval(source);
  if (!result.ok()) test::fail(__FILE__, __LINE__, result.message().data());
  return result.try_as<bool>() == true;
}

static int twice(int number) {
  return number * 2;
}
static int thrice(int number) noexcept {
  return number * 3;
}

TEST(types_say_what_a_function_takes_and_gives) {
  luavm::vm vm = test::make_vm();
  CHECK(vm.try_on("twice", twice).ok());
  CHECK(vm.try_on("math2.thrice", &thrice).ok());
  CHECK(vm.try_on("none", [] {}).ok());
  CHECK(vm.try_on("join", [](const std::string &a, string_view b) {
            return a + std::string(b);
          }).ok());
  CHECK(vm.try_on("half", [](double number) { return number / 2; }).ok());
  CHECK(vm.try_on("both", [](bool a, std::optional<bool> b) {
            return a && b.value_or(true);
          }).ok());
  CHECK(vm.try_on("sizes", [](const std::vector<std::string> &all) {
            std::vector<std::size_t> sizes;
            for (const std::string &each : all) sizes.push_back(each.size());
            return sizes;
          }).ok());
  CHECK(is_true(vm, "return twice(21) == 42 and math2.thrice(2) == 6"));
  CHECK(is_true(vm, "return select('#', none()) == 0"));
  CHECK(is_true(vm, "return join('a\\0', 'b') == 'a\\0b'"));
  CHECK(is_true(vm, "return half(3) == 1.5 and both(true) and not both(true, false)"));
  CHECK(is_true(vm, "local s = sizes{'a', 'bcd'} return s[1] == 1 and s[2] == 3"));
}

TEST(a_wrong_argument_is_an_error_that_names_it) {
  luavm::vm vm = test::make_vm();
  CHECK(vm.try_on("f", [](int, string_view) {}).ok());
  CHECK(is_true(vm,
                "local _, e = pcall(f, 1, 2) return tostring(e):find("
                "'bad argument #2 (string expected, got integer)', 1, true)"
                " ~= nil"));
  CHECK(is_true(vm,
                "local _, e = pcall(f) return tostring(e):find("
                "'bad argument #1 (integer expected, got no value)', 1, true)"
                " ~= nil"));
  CHECK(vm.try_eval("f(1 << 40, 'x')").status() == status::runtime);
  CHECK(vm.try_eval("f(1.0, 'x')").status() == status::runtime);
  CHECK(vm.try_eval("f(1, 'x', 'more')").ok());
}

TEST(several_results_are_a_tuple_or_a_pair) {
  luavm::vm vm = test::make_vm();
  CHECK(vm.try_on("pair", [] { return std::pair(1, std::string("x")); }).ok());
  CHECK(vm.try_on("tuple", [] {
            return std::tuple(1, 2.5, std::vector<int>{3}, nullptr);
          }).ok());
  CHECK(is_true(vm, "local a, b = pair() return a == 1 and b == 'x'"));
  CHECK(is_true(vm,
                "local a, b, c, d = tuple() return a == 1 and b == 2.5 and "
                "c[1] == 3 and d == nil and select('#', tuple()) == 4"));
}

TEST(a_built_table_is_a_result) {
  luavm::vm vm = test::make_vm();
  CHECK(vm.try_on("make", [](int n) {
            luavm::list list;
            for (int i = 1; i <= n; ++i) list.push(luavm::table{{"i", i}});
            return list;
          }).ok());
  CHECK(is_true(vm, "return make(1000)[1000].i == 1000"));
}

TEST(the_rest_of_the_arguments_and_the_call_are_parameters) {
  luavm::vm_options options;
  int mine = 0;
  options.user = &mine;
  luavm::vm vm = test::make_vm(options);
  CHECK(vm.try_on("count", [](const luavm::call &call, int first, luavm::rest rest) {
            *static_cast<int *>(call.user()) += first;
            return static_cast<int>(rest.values.size());
          }).ok());
  CHECK(is_true(vm, "return count(5, 'a', nil) == 2 and count(1) == 0"));
  CHECK(mine == 6);
}

TEST(a_function_may_read_the_call_and_write_the_reply) {
  luavm::vm vm = test::make_vm();
  CHECK(vm.try_on("echo", [](const luavm::call &call, luavm::reply &reply) {
            for (luavm::value_view each : call.arguments()) reply.push(each);
            reply.push(std::string(100, 'x'));
          }).ok());
  CHECK(is_true(vm,
                "local f = print local a, b, c, d = echo(1, 'two', f) "
                "return a == 1 and b == 'two' and c == f and #d == 100"));
  CHECK(is_true(vm,
                "local t = {} for i = 1, 1000 do t[i] = i end local r = "
                "{echo(table.unpack(t))} return #r == 1001 and r[1000] == 1000"));
}

TEST(errors_are_values_where_there_are_no_exceptions) {
  luavm::vm vm = test::make_vm();
  CHECK(vm.try_on("find", [](string_view name) -> luavm::answer<int> {
            if (name != "Ada") return luavm::raise("no " + std::string(name));
            return 1;
          }).ok());
  CHECK(vm.try_on("refuse", [](const luavm::call &, luavm::reply &reply) {
            reply.raise(luavm::table{{"code", 7}});
          }).ok());
  CHECK(vm.try_on("forbid", [](const luavm::call &, luavm::reply &reply) {
            reply.forbid("not here");
          }).ok());
  CHECK(vm.try_on("stop", [] { return status::cancelled; }).ok());
  CHECK(is_true(vm, "return find('Ada') == 1"));
  CHECK(
      is_true(vm, "local ok, e = pcall(find, 'Bob') return not ok and e == 'no Bob'"));
  const luavm::result result = vm.try_eval("find('Bob')");
  CHECK(result.status() == status::runtime);
  CHECK(result.error().bytes() == "no Bob");
  CHECK(vm.try_eval("refuse()").error()["code"].try_as<int>() == 7);
  CHECK(vm.try_eval("forbid()").status() == status::sandbox);
  CHECK(vm.try_eval("while true do pcall(stop) end").status() == status::cancelled);
}

TEST(a_function_goes_with_its_vm_or_its_successor) {
  const auto held = std::make_shared<int>(0);
  {
    luavm::vm vm = test::make_vm();
    CHECK(vm.try_on("f", [held] { return *held; }).ok());
    CHECK(held.use_count() == 2);
    CHECK(vm.try_on("f", [held] { ++*held; }).ok());
    CHECK(vm.try_eval("f() f()").ok());
    CHECK(*held == 2);
    CHECK(vm.try_reset() == status::ok);
    CHECK(held.use_count() >= 2);
    CHECK(!vm.try_on("", [held] {}));
    CHECK(vm.try_eval("f()").ok());
  }
  CHECK(held.use_count() == 1);
}

TEST(a_function_without_a_name_is_an_argument) {
  const auto held = std::make_shared<int>(0);
  luavm::vm vm = test::make_vm();
  {
    auto add = vm.try_make_function("add", [held](int a, int b) { return a + b; });
    REQUIRE(add);
    CHECK(add->try_call(1, 2).try_as<int>() == 3);
    const auto fold = vm.try_load("local f, n = ... return f(n, n)");
    CHECK(fold->try_call(*add, 21).try_as<int>() == 42);
  }
  CHECK(vm.try_gc().ok() && vm.try_gc().ok());
  CHECK(held.use_count() == 1);
}

TEST(a_function_may_use_the_vm_that_calls) {
  luavm::vm vm = test::make_vm();
  CHECK(vm.try_on("nested", [](const luavm::call &call, luavm::function body) {
            const luavm::result result = call.vm().try_call(body, 20);
            return result.try_as<int>().value_or(-1);
          }).ok());
  CHECK(is_true(vm, "return nested(function(n) return n + 1 end) == 21"));
  CHECK(is_true(vm,
                "return nested(function(n) return nested(function() "
                "return n end) end) == 20"));
}

TEST(a_template_gives_its_functions_to_many_vms) {
  const auto held = std::make_shared<int>(0);
  {
    auto made = luavm::vm_template::try_make();
    REQUIRE(made);
    CHECK(made->try_on("count", [held] { return ++*held; }).ok());
    luavm::vm_options options;
    options.host = made->handle();
    luavm::vm one = test::make_vm(options), two = test::make_vm(options);
    luavm::vm_template moved = std::move(*made);
    CHECK(made->handle() == 0 && moved.handle() != 0);
    CHECK(one.try_eval("return count()").try_as<int>() == 1);
    CHECK(two.try_eval("return count()").try_as<int>() == 2);
    { const luavm::vm_template gone = std::move(moved); }
    CHECK(two.try_eval("return count()").try_as<int>() == 3);
    CHECK(luavm::vm::try_make(options).status() == status::handle);
    CHECK(held.use_count() == 2);
  }
  CHECK(held.use_count() == 1);
}
