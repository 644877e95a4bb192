// The throwing style: a class for each status, and what an error holds.
#include "test.hpp"

#if LUAVM_CPP_EXCEPTIONS

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <utility>

using luavm::status;
using namespace std::chrono_literals;

static_assert(std::is_nothrow_copy_constructible_v<luavm::timeout_error>);
static_assert(std::is_base_of_v<std::runtime_error, luavm::error>);

template <class Error>
static bool throws(status code) {
  try {
    luavm::throw_error(code);
  } catch (const Error &error) {
    return error.status() == code &&
           error.what() == luavm::detail::default_message(code);
  } catch (...) {
    return false;
  }
}

TEST(each_status_has_a_class) {
  CHECK(throws<luavm::runtime_error>(status::runtime));
  CHECK(throws<luavm::argument_error>(status::argument));
  CHECK(throws<luavm::syntax_error>(status::syntax));
  CHECK(throws<luavm::memory_error>(status::memory));
  CHECK(throws<luavm::timeout_error>(status::timeout));
  CHECK(throws<luavm::fuel_error>(status::fuel));
  CHECK(throws<luavm::sandbox_error>(status::sandbox));
  CHECK(throws<luavm::output_error>(status::output));
  CHECK(throws<luavm::cancelled_error>(status::cancelled));
  CHECK(throws<luavm::internal_error>(status::internal));
  CHECK(throws<luavm::handle_error>(status::handle));
  CHECK(throws<luavm::busy_error>(status::busy));
  CHECK(throws<luavm::quota_error>(status::quota));
  CHECK(throws<luavm::closed_error>(status::closed));
  CHECK(throws<luavm::forked_error>(status::forked));
  CHECK(throws<luavm::network_error>(status::network));
  CHECK(throws<luavm::unsupported_error>(status::unsupported));
  CHECK(throws<luavm::pending_error>(status::pending));
  CHECK(throws<luavm::yielded_error>(status::yielded));
}

TEST(a_status_of_a_newer_library_is_an_internal_error) {
  CHECK_THROWS(luavm::internal_error, luavm::check(static_cast<status>(1000)), {});
}

TEST(a_script_that_fails_throws_what_it_failed_with) {
  luavm::vm_options options;
  options.memory_bytes = 1 << 20;
  luavm::vm vm(options);
  luavm::eval_options time, fuel, output;
  time.wall = 20ms;
  fuel.fuel = 1000;
  output.output_bytes = 10;
  CHECK_THROWS(luavm::runtime_error, vm.eval("error('x')"), {});
  CHECK_THROWS(luavm::syntax_error, vm.eval("return +"), {});
  CHECK_THROWS(luavm::sandbox_error, vm.eval("\x1bLua"), {});
  CHECK_THROWS(luavm::timeout_error, vm.eval("while true do end", time), {});
  CHECK_THROWS(luavm::fuel_error, vm.eval("while true do end", fuel), {});
  CHECK_THROWS(luavm::output_error, vm.eval("while true do print('x') end", output),
               {});
  CHECK_THROWS(luavm::memory_error,
               vm.eval("local t = {} while true do t[#t + 1] = #t .. 'x' end"), {});
  CHECK(vm.eval("return 'still here'").as<std::string>() == "still here");
}

TEST(an_error_holds_where_and_what_it_cost_and_outlives_the_vm) {
  std::optional<luavm::runtime_error> kept;
  {
    luavm::vm vm;
    CHECK_THROWS(luavm::runtime_error, vm.eval("print('before')\nerror('oops')"),
                 { kept = error; });
  }
  REQUIRE(kept);
  CHECK(std::string_view(kept->what()).find("oops") != std::string_view::npos);
  CHECK(kept->status() == status::runtime);
  CHECK(kept->traceback().find("script:2") != std::string_view::npos);
  CHECK(kept->source() == "script");
  CHECK(kept->line() == 2);
  CHECK(kept->output() == "before\n");
  CHECK(kept->usage().fuel > 0);
}

TEST(an_error_without_a_script_holds_nothing) {
  luavm::vm vm;
  const luavm::vm other = std::move(vm);
  CHECK_THROWS(luavm::handle_error, vm.reset(), {
    CHECK(error.traceback().empty() && error.output().empty());
    CHECK(error.line() == 0 && error.usage().fuel == 0);
  });
  CHECK_THROWS(luavm::handle_error, vm.eval("return 1"), {});
  CHECK_THROWS(luavm::handle_error, vm.memory(), {});
  CHECK_THROWS(luavm::handle_error, vm.gc(), {});
}

TEST(a_vm_that_cannot_be_made_throws_the_librarys_message) {
  luavm::vm_options options;
  options.memory_bytes = 1;
  CHECK_THROWS(luavm::argument_error, luavm::vm(options), {
    CHECK(error.what() != luavm::detail::default_message(status::argument));
  });
  luavm::process_options process;
  process.vm_cap = 1'000'000;
  CHECK_THROWS(luavm::argument_error, luavm::configure(process), {});
}

TEST(every_error_is_a_luavm_error_and_a_standard_one) {
  luavm::vm vm;
  int caught = 0;
  try {
    vm.eval("error('x')");
  } catch (const luavm::error &) {
    ++caught;
  }
  try {
    vm.eval("return {}").as<int>();
  } catch (const std::exception &) {
    ++caught;
  }
  CHECK(caught == 2);
}

TEST(what_does_not_fail_does_not_throw) {
  luavm::vm vm;
  luavm::eval_options keep;
  keep.keep_globals = true;
  vm.eval("t = {} t = nil", keep);
  CHECK(vm.gc() >= 0);
  CHECK(vm.memory().used_bytes > 0);
  vm.reset();
  luavm::configure({});
  CHECK(luavm::statistics().vm_count == 1);
}

#endif
