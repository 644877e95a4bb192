// Limits and options: each reaches the library and means what it says.
#include "test.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

using luavm::status;
using namespace std::chrono_literals;

TEST(each_limit_has_its_status_and_the_vm_still_answers) {
  luavm::vm_options vm_options;
  vm_options.memory_bytes = 1 << 20;
  luavm::vm vm = test::make_vm(vm_options);
  luavm::eval_options time, fuel, output, values;
  time.wall = 20ms;
  fuel.fuel = 1000;
  output.output_bytes = 100;
  values.result_bytes = 1000;
  const auto run = [&vm](std::string_view source, const luavm::eval_options &options) {
    const status code = vm.try_eval(source, options).status();
    CHECK(vm.try_eval("return 1").ok());
    return code;
  };
  CHECK(run("while true do end", time) == status::timeout);
  CHECK(run("while true do end", fuel) == status::fuel);
  CHECK(run("local t = {} while true do t[#t + 1] = #t .. 'x' end", {}) ==
        status::memory);
  CHECK(run("while true do print('x') end", output) == status::output);
  CHECK(run("return ('x'):rep(2000)", values) == status::output);
  CHECK(run("return +", {}) == status::syntax);
  CHECK(run("error('x')", {}) == status::runtime);
  CHECK(run("\x1bLua", {}) == status::sandbox);
  luavm::eval_options named;
  const std::string name(5000, 'x');
  named.chunk_name = name;
  CHECK(run("return 1", named) == status::argument);
}

TEST(time_never_rounds_to_the_default) {
  luavm::eval_options options;
  CHECK(options.native().wall_ms == 0);
  options.wall = 1ns;
  CHECK(options.native().wall_ms == 1);
  options.wall = 1500us;
  CHECK(options.native().wall_ms == 2);
  options.wall = -1s;
  CHECK(options.native().wall_ms == 1);
  options.wall = 2min;
  CHECK(options.native().wall_ms == 120000);
  options.wall = luavm::forever;
  CHECK(options.native().wall_ms == LUAVM_UNLIMITED);
}

TEST(options_reach_the_vm) {
  luavm::vm_options options;
  options.preset = luavm::preset::embedded;
  options.profile = luavm::profile::locked;
  options.memory_soft_bytes = 300'000;
  options.output_bytes = 7;
  options.result_bytes = 8000;
  options.fuel = 100'000;
  options.wall = 3s;
  luavm::vm vm = test::make_vm(options);
  const luavm::outcome<luavm::memory_usage> memory = vm.try_memory();
  CHECK(memory->limit_bytes == 1 << 20);
  CHECK(memory->soft_bytes == 300'000);
  CHECK(vm.try_eval("return coroutine").try_as<std::monostate>().has_value());
  CHECK(vm.try_eval("while true do end").status() == status::fuel);
  CHECK(vm.try_eval("return ('x'):rep(9000)").status() == status::output);

  options = {};
  options.memory_bytes = 1 << 20;
  options.output_bytes = 7;
  luavm::vm printing = test::make_vm(options);
  CHECK(printing.try_eval("print('more than seven')").status() == status::output);
  const char *hungry =
      "return (pcall(function() local t = {} while true do t[#t + 1] = #t .. 'x' end "
      "end))";
  CHECK(printing.try_eval(hungry).status() == status::memory);
  options.memory_catchable = true;
  CHECK(test::make_vm(options).try_eval(hungry).try_as<bool>() == false);

  options = {};
  options.profile = luavm::profile::trusted;
  CHECK(test::make_vm(options).try_eval("return io.write ~= nil").try_as<bool>() ==
        true);
}

TEST(options_that_make_no_sense_are_refused_with_a_message) {
  luavm::vm_options options;
  options.memory_bytes = 1;
  const luavm::outcome<luavm::vm> made = luavm::vm::try_make(options);
  CHECK(!made && !*made);
  CHECK(made.status() == status::argument);
  CHECK(!made.message().empty());
  CHECK(made.message() != luavm::detail::default_message(status::argument));
  CHECK(luavm::try_statistics()->block_count == 1);
}

TEST(the_process_is_configured_and_counted) {
  luavm::process_options options;
  options.vm_cap = 1;
  REQUIRE(luavm::try_configure(options));
  CHECK(luavm::try_statistics()->vm_cap == 1);
  {
    const luavm::vm vm = test::make_vm();
    const luavm::outcome<luavm::vm> refused = luavm::vm::try_make();
    CHECK(refused.status() == status::quota);
    CHECK(!refused.message().empty());
  }
  options.vm_cap = 65'536;
  CHECK(luavm::try_configure(options).status() == status::argument);
  options = {};
  options.http_cap = 3;
  options.ws_cap = 2;
  options.cache_bytes = 1 << 20;
  options.cache_compress_bytes = luavm::unlimited;
  REQUIRE(luavm::try_configure(options));
  const auto now = luavm::try_statistics();
  REQUIRE(now.ok());
  CHECK(now->http_cap == 3 && now->ws_cap == 2);
  CHECK(now->cache_bytes == 1 << 20 && now->cache_compress_bytes == luavm::unlimited);
  options.ca_file = "missing.pem";
  CHECK(luavm::try_configure(options).status() == status::argument);
  CHECK(luavm::try_configure({}).ok());
  CHECK(luavm::version() == LUAVM_VERSION);
  CHECK(luavm::is_compatible());
}
