// Runs that wait for the host, and runs in slices.
#include "test.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using luavm::status;
using std::string_view;

static luavm::vm waiting() {
  luavm::vm vm = test::make_vm();
  CHECK(vm.try_on("fetch", [](std::int64_t n, luavm::rest more) {
            return luavm::pending(n, std::to_string(more.values.size()));
          }).ok());
  return vm;
}

TEST(a_run_waits_and_goes_on) {
  luavm::vm vm = waiting();
  luavm::result result = vm.try_eval("local a, b = fetch(1, nil, nil) return a .. b");
  REQUIRE(result.pending());
  CHECK(!result.ok() && result.status() == status::pending);
  CHECK(result[0].try_as<int>() == 1);
  CHECK(result[1].try_as<string_view>() == string_view("2"));
  CHECK(vm.try_eval("return 1").status() == status::busy);
  result = vm.try_resume("x", 5);
  CHECK(result.try_as<string_view>() == string_view("x5"));
  CHECK(vm.try_resume().status() == status::argument);
}

TEST(an_answer_may_be_an_error_or_the_end) {
  luavm::vm vm = waiting();
  CHECK(vm.try_eval("local ok, e = pcall(fetch, 1) return e.code").pending());
  CHECK(vm.try_resume_error(luavm::table{{"code", 7}}).try_as<int>() == 7);
  CHECK(vm.try_eval("fetch(1)").pending());
  const luavm::result failed = vm.try_resume_error("too late");
  CHECK(failed.status() == status::runtime && failed.error().bytes() == "too late");
  CHECK(vm.try_eval("while true do pcall(fetch, 1) end").pending());
  CHECK(vm.try_resume_cancelled().status() == status::cancelled);
  CHECK(vm.try_eval("return 1").ok());
}

TEST(a_run_waits_in_coroutines) {
  luavm::vm vm = waiting();
  CHECK(vm.try_eval("return coroutine.wrap(function() return fetch(3) + 1 end)()")
            .pending());
  CHECK(vm.try_resume(41).try_as<int>() == 42);
}

TEST(a_waiting_vm_may_end) {
  { CHECK(waiting().try_eval("fetch(1)").pending()); }
  luavm::vm vm = waiting();
  CHECK(vm.try_eval("fetch(1)").pending());
  CHECK(vm.try_reset() == status::ok);
  CHECK(vm.try_eval("return 1").ok());
}

TEST(a_run_goes_in_slices) {
  luavm::vm vm = test::make_vm();
  luavm::eval_options slice;
  slice.slice_fuel = 1000;
  luavm::result result =
      vm.try_eval("local n = 0 for i = 1, 10000 do n = n + i end return n", slice);
  int slices = 1;
  for (; result.yielded(); ++slices) result = vm.try_resume_with(slice);
  CHECK(slices >= 10);
  CHECK(result.try_as<int>() == 50005000);
}

TEST(vms_take_turns_on_one_thread) {
  auto host = luavm::vm_template::try_make();
  REQUIRE(host);
  CHECK(host->try_on("fetch", [](int n) { return luavm::pending(n); }).ok());
  luavm::vm_options options;
  options.host = host->handle();
  std::vector<luavm::vm> vms;
  std::deque<std::pair<std::size_t, int>> waits;
  for (int i = 0; i < 50; ++i) {
    vms.push_back(test::make_vm(options));
    auto script = vms.back().try_load(
        "local id = ... local a = fetch(id) local b = fetch(a) return a + b");
    REQUIRE(script);
    const luavm::result result = script->try_call(i);
    REQUIRE(result.pending());
    waits.emplace_back(vms.size() - 1, *result.try_as<int>());
  }
  int sum = 0;
  while (!waits.empty()) {
    const auto [which, asked] = waits.front();
    waits.pop_front();
    const luavm::result result = vms[which].try_resume(asked + 1);
    if (result.pending())
      waits.emplace_back(which, *result.try_as<int>());
    else
      sum += result.try_as<int>().value_or(-100000);
  }
  CHECK(sum == 2 * (49 * 50 / 2) + 50 * 3);
}

#if LUAVM_CPP_EXCEPTIONS
TEST(waiting_is_no_exception) {
  luavm::vm vm = waiting();
  luavm::result result = vm.eval("return fetch(1)");
  CHECK(result.pending());
  result = vm.resume(7);
  CHECK(result.as<int>() == 7);
  CHECK(vm.eval("fetch(1)").pending());
  CHECK_THROWS(luavm::runtime_error, vm.resume_error("late"), {});
}
#endif
