// VMs and results: who owns them, and what is left where.
#include "test.hpp"

#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

using luavm::status;

static_assert(!std::is_copy_constructible_v<luavm::vm>);
static_assert(!std::is_copy_assignable_v<luavm::vm>);
static_assert(std::is_nothrow_move_constructible_v<luavm::vm>);
static_assert(std::is_nothrow_move_assignable_v<luavm::vm>);
static_assert(!std::is_copy_constructible_v<luavm::result>);
static_assert(std::is_nothrow_move_constructible_v<luavm::result>);
static_assert(std::is_nothrow_move_assignable_v<luavm::result>);
static_assert(!std::is_copy_constructible_v<luavm::outcome<luavm::vm>>);
static_assert(!std::is_constructible_v<luavm::vm, luavm_vm>, "adopt() is explicit");
static_assert(sizeof(luavm::vm) == sizeof(luavm_vm));

static std::uint64_t vm_count() {
  return luavm::try_statistics()->vm_count;
}
static std::uint64_t block_count() {
  return luavm::try_statistics()->block_count;
}

TEST(a_vm_evaluates_and_ends_with_its_scope) {
  {
    luavm::vm vm = test::make_vm();
    CHECK(vm_count() == 1);
    CHECK(vm.try_eval("return 1 + 1").try_as<int>() == 2);
  }
  CHECK(vm_count() == 0);
}

TEST(a_moved_vm_is_empty_and_the_other_answers) {
  luavm::vm first = test::make_vm();
  const luavm_vm handle = first.handle();
  luavm::vm second = std::move(first);
  CHECK(!first && first.handle() == 0);
  CHECK(second.handle() == handle);
  CHECK(first.try_eval("return 1").status() == status::handle);
  CHECK(first.try_reset() == status::handle);
  CHECK(first.try_gc().status() == status::handle);
  CHECK(first.try_memory().status() == status::handle);
  CHECK(first.interrupt() == status::handle);
  CHECK(first.close() == status::ok);
  CHECK(second.try_eval("return 1").ok());
}

TEST(assigning_a_vm_ends_the_one_that_was_there) {
  luavm::vm first = test::make_vm(), second = test::make_vm();
  const luavm_vm ended = first.handle();
  first = std::move(second);
  CHECK(vm_count() == 1);
  CHECK(vm_interrupt(ended) == LUAVM_HANDLE);
  luavm::vm &same = first;
  first = std::move(same);
  CHECK(first.try_eval("return 1").ok());
}

TEST(a_closed_vm_is_empty) {
  luavm::vm vm = test::make_vm();
  CHECK(vm.close() == status::ok);
  CHECK(!vm);
  CHECK(vm_count() == 0);
  CHECK(vm.try_eval("return 1").status() == status::handle);
}

TEST(a_handle_is_given_away_and_taken_over) {
  luavm::vm vm = test::make_vm();
  const luavm_vm handle = vm.release();
  CHECK(!vm);
  CHECK(vm_count() == 1);
  luavm::vm owner = luavm::vm::adopt(handle);
  CHECK(owner.try_eval("return 1").ok());
}

TEST(a_result_outlives_its_vm) {
  luavm::result result;
  {
    luavm::vm vm = test::make_vm();
    result = vm.try_eval("print('out') return {name = 'Ada'}");
  }
  CHECK(vm_count() == 0);
  CHECK(result[0]["name"].bytes() == "Ada");
  CHECK(result.output() == "out\n");
}

TEST(an_empty_result_has_nothing_in_it) {
  luavm::vm vm = test::make_vm();
  luavm::result first = vm.try_eval("print('x') return 1");
  const luavm::result second = std::move(first);
  CHECK(second.ok() && second.size() == 1);
  CHECK(!first);
  CHECK(first.status() == status::handle);
  CHECK(first.native() == nullptr && first.size() == 0 && first[0].is_nil());
  CHECK(first.output().empty() && first.traceback().empty() && first.source().empty());
  CHECK(first.line() == 0 && first.usage().fuel == 0);
  CHECK(!first.message().empty());
  CHECK(luavm::result().status() == status::handle);
}

TEST(assigning_a_result_gives_the_one_that_was_there_back) {
  luavm::vm vm = test::make_vm();
  luavm::result result = vm.try_eval("return 1");
  for (int i = 0; i < 10; ++i) result = vm.try_eval("return 2");
  CHECK(block_count() == 1);
  luavm::result &same = result;
  result = std::move(same);
  CHECK(result.try_as<int>() == 2);
}

TEST(a_block_is_given_away_once) {
  luavm::vm vm = test::make_vm();
  luavm::result result = vm.try_eval("return 1");
  luavm_result *raw = result.release();
  REQUIRE(raw != nullptr);
  CHECK(result.native() == nullptr && result.status() == status::handle);
  CHECK(vm_result_free(raw) == LUAVM_OK);
}

TEST(a_failure_says_what_where_and_what_it_cost) {
  luavm::vm vm = test::make_vm();
  luavm::eval_options options;
  options.chunk_name = "rules.lua";
  const luavm::result result = vm.try_eval(
      "print('before')\nlocal function f() error('oops') end\nf()", options);
  CHECK(result.status() == status::runtime);
  CHECK(!result && result.size() == 0);
  CHECK(result.message().find("oops") != std::string_view::npos);
  CHECK(result.message().data()[result.message().size()] == '\0');
  CHECK(result.traceback().find("rules.lua:3") != std::string_view::npos);
  CHECK(result.source() == "rules.lua");
  CHECK(result.line() == 2);
  CHECK(result.output() == "before\n");
  CHECK(result.usage().fuel > 0 && result.usage().memory_peak_bytes > 0);
}

TEST(globals_are_fresh_unless_kept_and_gone_after_a_reset) {
  luavm::vm vm = test::make_vm();
  luavm::eval_options keep;
  keep.keep_globals = true;
  CHECK(vm.try_eval("x = 1", keep).ok());
  CHECK(vm.try_eval("return x == nil").try_as<bool>() == true);
  CHECK(vm.try_eval("return x", keep).try_as<int>() == 1);
  const luavm_vm handle = vm.handle();
  CHECK(vm.try_reset() == status::ok);
  CHECK(vm.handle() == handle);
  CHECK(vm.try_eval("return x == nil", keep).try_as<bool>() == true);
}

TEST(source_is_bytes_and_may_be_empty) {
  luavm::vm vm = test::make_vm();
  CHECK(vm.try_eval("").ok());
  CHECK(vm.try_eval(std::string_view()).ok());
  CHECK(vm.try_eval(std::string_view("return #'a\0b'", 13)).try_as<int>() == 3);
  CHECK(vm.try_eval(std::string_view("return 12", 8)).try_as<int>() == 1);
}

TEST(the_collector_is_steered) {
  luavm::vm vm = test::make_vm();
  luavm::eval_options keep;
  keep.keep_globals = true;
  CHECK(vm.try_eval("t = {} for i = 1, 1000 do t[i] = {} end", keep).ok());
  CHECK(vm.try_eval("t = nil", keep).ok());
  const std::uint64_t before = vm.try_memory()->used_bytes;
  const luavm::outcome<std::int64_t> freed = vm.try_gc();
  CHECK(freed && *freed > 0);
  CHECK(vm.try_memory()->used_bytes < before);
  CHECK(vm.try_memory()->gc_count > 0);
  const auto mode = vm.try_gc(luavm::gc_operation::generational);
  CHECK(mode);
  CHECK(*vm.try_gc(static_cast<luavm::gc_operation>(*mode)) ==
        static_cast<std::int64_t>(luavm::gc_operation::generational));
  CHECK(vm.try_gc(luavm::gc_operation::stop).ok());
  CHECK(vm.try_gc(luavm::gc_operation::restart).ok());
  CHECK(vm.try_gc(luavm::gc_operation::step, 4).ok());
  CHECK(vm.try_gc(luavm::gc_operation::step, -1).status() == status::argument);
  CHECK(vm.try_gc(static_cast<luavm::gc_operation>(99)).status() == status::argument);
}

TEST(statuses_have_names_and_numbers_of_the_header) {
  for (int number = LUAVM_OK; number <= LUAVM_YIELDED; ++number) {
    const auto code = static_cast<status>(number);
    CHECK(luavm::name(code) == luavm_status_name(number));
    CHECK(luavm::detail::default_message(code).empty() == (code == status::ok));
  }
  CHECK(luavm::name(status::timeout) == "timeout");
  CHECK(luavm::name(static_cast<status>(1000)) == "unknown");
}

TEST(no_memory_for_a_result_is_a_status_without_a_block) {
  luavm::vm vm = test::make_vm();
  luavm_fail_allocations(1, LUAVM_FAIL_ONWARD, nullptr);
  luavm::result result = vm.try_eval("return ('x'):rep(100000)");
  luavm_fail_allocations(0, 0, nullptr);
  CHECK(result.status() == status::memory);
  CHECK(!result.message().empty());
  CHECK(result.size() == 0);
  CHECK(vm.try_reset() == status::ok);
  CHECK(vm.try_eval("return 1").ok());
}
