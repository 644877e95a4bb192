// References: functions and tables that a VM keeps, and when they go.
#include "test.hpp"

#include <optional>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

using luavm::status;
using std::string_view;

static_assert(!std::is_copy_constructible_v<luavm::function>);
static_assert(std::is_nothrow_move_constructible_v<luavm::function>);
static_assert(std::is_nothrow_move_assignable_v<luavm::live_table>);

static luavm::eval_options keeping() {
  luavm::eval_options options;
  options.keep_functions = true;
  options.keep_tables = true;
  return options;
}

// What a VM counts after a collection.
static std::uint64_t used(luavm::vm_view vm) {
  CHECK(vm.try_gc().ok());
  CHECK(vm.try_gc().ok());
  return vm.try_memory()->used_bytes;
}

TEST(a_function_outlasts_its_script) {
  luavm::vm vm = test::make_vm();
  std::optional<luavm::function> counter;
  {
    const luavm::result result = vm.try_eval(
        "local n = 0 return function(by) n = n + by return n end", keeping());
    counter = result[0].try_as<luavm::function>();
  }
  REQUIRE(counter);
  CHECK(counter->type() == luavm::type::function);
  CHECK(counter->try_call(5).try_as<int>() == 5);
  luavm::function moved = std::move(*counter);
  CHECK(!*counter && moved);
  CHECK(moved.try_call(2).try_as<int>() == 7);
  CHECK(counter->try_call(1).status() != status::ok);
  auto copy = moved.try_copy();
  REQUIRE(copy);
  moved = luavm::function();
  CHECK(luavm::function(std::move(*copy)).try_call(1).try_as<int>() == 8);
}

TEST(without_options_a_function_has_no_reference) {
  luavm::vm vm = test::make_vm();
  const luavm::result result = vm.try_eval("return print, {}");
  CHECK(result[0].opaque() && !result[0].reference());
  CHECK(!result[0].try_as<luavm::function>());
  CHECK(!result[1].try_as<luavm::live_table>());
}

TEST(references_go_with_their_result) {
  luavm::vm vm = test::make_vm();
  luavm::eval_options options;
  options.keep_functions = true;
  const std::uint64_t before = used(vm);
  for (int i = 0; i < 20; ++i) {
    const luavm::result result = vm.try_eval(
        "local big = ('x'):rep(1 << 20) local t = {} for i = 1, 100 do "
        "t[i] = {f = function() return big end, up = t} end "
        "t[function() return big end] = true return t, t[5], t[1].f",
        options);
    REQUIRE(result.ok());
    CHECK(result[0][5]["f"].reference() != 0);
  }
  CHECK(used(vm) < before + 65536);
}

TEST(an_error_value_is_released_with_its_result) {
  luavm::vm vm = test::make_vm();
  const std::uint64_t before = used(vm);
  for (int i = 0; i < 20; ++i) {
    const luavm::result result = vm.try_eval("error({('x'):rep(1 << 20)})", keeping());
    CHECK(result.status() == status::runtime);
    CHECK(result.error().try_as<luavm::live_table>());
  }
  CHECK(used(vm) < before + 65536);
}

TEST(a_live_table_is_the_scripts_own) {
  luavm::vm vm = test::make_vm();
  CHECK(vm.try_set("config", luavm::table{{"n", 1}, {1, "a"}, {2, "b"}}).ok());
  const luavm::result result = vm.try_get("config", keeping());
  const auto table = result[0].try_as<luavm::live_table>();
  REQUIRE(table);
  CHECK(table->try_get("n").try_as<int>() == 1);
  CHECK(table->try_set("n", 2).ok());
  CHECK(vm.try_eval("config.m = 3 return config.n").try_as<int>() == 2);
  CHECK(table->try_get("m").try_as<int>() == 3);
  CHECK(table->try_length().try_as<int>() == 2);
  const luavm::result copy = table->try_snapshot();
  CHECK(copy[0].table() && copy[0].table()->items().size() == 2);
  CHECK(copy[0]["m"].try_as<int>() == 3);
  luavm::eval_options shallow;
  shallow.shallow = true;
  CHECK(table->try_set("sub", luavm::list{1}).ok());
  const luavm::result outer = table->try_snapshot(shallow);
  CHECK(outer[0]["sub"].try_as<luavm::live_table>());
}

TEST(a_live_table_runs_metamethods) {
  luavm::vm vm = test::make_vm();
  const luavm::result result = vm.try_eval(
      "return setmetatable({}, {__index = function(_, k) "
      "if k == 'bad' then error('no') end return k .. '!' end})",
      keeping());
  const auto table = result[0].try_as<luavm::live_table>();
  REQUIRE(table);
  const luavm::result field = table->try_get("x");
  CHECK(field.try_as<string_view>() == string_view("x!"));
  CHECK(table->try_get("bad").status() == status::runtime);
}

TEST(a_value_of_the_host_is_kept) {
  luavm::vm vm = test::make_vm();
  auto kept = vm.try_keep(luavm::list{1, 2, 3});
  REQUIRE(kept);
  CHECK(kept->type() == luavm::type::table);
  const auto same = vm.try_load("local a, b = ... return rawequal(a, b) and #a == 3");
  CHECK(same->try_call(*kept, *kept).try_as<bool>() == true);
  const luavm::value borrowed(*kept), owned(std::move(*kept));
  CHECK(same->try_call(borrowed, owned).try_as<bool>() == true);
}

TEST(a_reference_may_go_after_its_vm) {
  std::optional<luavm::function> function;
  luavm::result result;
  {
    luavm::vm vm = test::make_vm();
    result = vm.try_eval("return function() end, {}", keeping());
    function = result[0].try_as<luavm::function>();
    REQUIRE(function);
  }
  CHECK(function->try_call().status() == status::handle);
  CHECK(!result[1].try_as<luavm::live_table>());
}

TEST(a_reference_is_of_one_vm) {
  luavm::vm vm = test::make_vm(), other = test::make_vm();
  const auto function = vm.try_load("return 1");
  CHECK(other.try_call(*function).status() == status::argument);
  CHECK(other.try_set("f", *function).status() == status::argument);
}

TEST(another_thread_may_drop_references) {
  luavm::vm vm = test::make_vm();
  std::vector<luavm::function> functions;
  for (int i = 0; i < 500; ++i)
    functions.push_back(std::move(*vm.try_load("return 1")));
  std::thread thread([&functions] { functions.clear(); });
  for (int i = 0; i < 50; ++i)
    CHECK(vm.try_eval("local t = {} for i = 1, 1000 do t[i] = {} end return #t")
              .try_as<int>() == 1000);
  thread.join();
}

TEST(a_script_gives_callbacks_that_are_kept) {
  luavm::vm vm = test::make_vm();
  std::vector<luavm::function> listeners;
  CHECK(vm.try_on("listen", [&listeners](luavm::function listener) {
            listeners.push_back(std::move(listener));
          }).ok());
  CHECK(vm.try_on("size", [](const luavm::live_table &table) {
            (void)table.try_set("seen", true);
            return table.try_length().try_as<int>().value_or(-1);
          }).ok());
  CHECK(vm.try_eval("for i = 1, 3 do listen(function(n) return n * i end) end").ok());
  REQUIRE(listeners.size() == 3);
  CHECK(listeners[2].try_call(5).try_as<int>() == 15);
  CHECK(vm.try_eval("local t = {1, 2} return size(t) == 2 and t.seen").try_as<bool>() ==
        true);
  CHECK(vm.try_eval("listen(5)").status() == status::runtime);
}
