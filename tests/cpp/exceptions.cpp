// C++ exceptions of host functions: through Lua and out again, the very same.
#include "test.hpp"

#if LUAVM_CPP_EXCEPTIONS

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

using std::string_view;

namespace {

struct no_such_player : std::runtime_error {
  explicit no_such_player(string_view name)
      : std::runtime_error("no such player: " + std::string(name)) {}
  no_such_player(const no_such_player &other)
      : std::runtime_error(other), copies(other.copies + 1) {}
  int copies = 0;
};

}  // namespace

static luavm::vm throwing() {
  luavm::vm vm;
  vm.on("find", [](string_view name) -> int { throw no_such_player(name); });
  return vm;
}

TEST(an_exception_that_no_script_catches_is_thrown_again) {
  luavm::vm vm = throwing();
  CHECK_THROWS(no_such_player, vm.eval("find('Bob')"), {
    CHECK(string_view(error.what()) == "no such player: Bob");
    CHECK(error.copies <= 1);
  });
  CHECK_THROWS(no_such_player, vm.call("find", "Bob"), {});
  CHECK(vm.eval("return 1").as<int>() == 1);
}

TEST(it_is_the_same_object) {
  luavm::vm vm;
  const std::exception *thrown = nullptr, *caught = nullptr;
  vm.on("fail", [&thrown] {
    try {
      throw no_such_player("x");
    } catch (const std::exception &error) {
      thrown = &error;
      throw;
    }
  });
  try {
    vm.eval("local ok, e = pcall(fail) error(e)");
  } catch (const std::exception &error) {
    caught = &error;
  }
  CHECK(thrown != nullptr && thrown == caught);
}

TEST(a_script_sees_an_error_with_a_message) {
  luavm::vm vm = throwing();
  CHECK(vm.eval("local ok, e = pcall(find, 'Bob') return not ok and "
                "tostring(e) == 'no such player: Bob' and "
                "e.message == 'no such player: Bob' and e.other == nil and "
                "type(e) == 'userdata'")
            .as<bool>());
  const luavm::result result = vm.try_eval("find('Bob')");
  CHECK(result.status() == luavm::status::runtime);
  CHECK(result.exception() != nullptr);
  CHECK(result.message().find("no such player: Bob") != string_view::npos);
  CHECK(vm.try_eval("error('plain')").exception() == nullptr);
}

TEST(exceptions_pass_through_coroutines_and_nested_runs) {
  luavm::vm vm = throwing();
  vm.on("nested", [](const luavm::call &call, string_view source) {
    return call.vm().eval(source).as<int>();
  });
  CHECK_THROWS(no_such_player, vm.eval("coroutine.wrap(function() find('x') end)()"),
               {});
  CHECK_THROWS(no_such_player, vm.eval("nested('nested([[find(1 .. 0)]])')"),
               { CHECK(string_view(error.what()) == "no such player: 10"); });
  CHECK_THROWS(no_such_player, vm.eval("table.sort({'a', 'b'}, find)"), {});
  CHECK_THROWS(no_such_player,
               vm.eval("local t = setmetatable({}, {__index = function(_, k) "
                       "return find(k) end}) return t.x"),
               {});
}

TEST(an_error_of_lua_in_a_nested_run_passes_too) {
  luavm::vm vm;
  vm.on("nested",
        [](const luavm::call &call, string_view source) { call.vm().eval(source); });
  CHECK_THROWS(luavm::runtime_error, vm.eval("nested('error({7})')"),
               { CHECK(error.value()[1].try_as<int>() == 7); });
  CHECK_THROWS(luavm::syntax_error, vm.eval("nested('return +')"), {});
  CHECK(vm.eval("local ok, e = pcall(nested, 'error(\"oops\")') "
                "return not ok and e.message:find('oops') ~= nil")
            .as<bool>());
}

TEST(what_is_no_exception_class_passes_too) {
  luavm::vm vm;
  vm.on("fail", [] { throw 42; });
  CHECK_THROWS(int, vm.eval("fail()"), { CHECK(error == 42); });
  CHECK(vm.eval("return tostring(select(2, pcall(fail)))").as<std::string>() ==
        "a C++ exception that is no std::exception");
}

TEST(limits_stop_scripts_that_swallow_exceptions) {
  luavm::vm vm = throwing();
  luavm::eval_options little;
  little.fuel = 5000;
  CHECK_THROWS(luavm::fuel_error, vm.eval("while true do pcall(find, 'x') end", little),
               {});
}

TEST(methods_and_properties_may_throw) {
  struct thing {
    int number = 1;
    void fail() { throw std::logic_error("method"); }
  };
  luavm::vm vm;
  const auto things =
      luavm::class_<thing>("Thing")
          .method("fail", &thing::fail)
          .property("bad", [](const thing &) -> int { throw std::logic_error("get"); })
          .define(vm);
  vm.set("thing", things.make());
  CHECK_THROWS(std::logic_error, vm.eval("thing:fail()"), {});
  CHECK_THROWS(std::logic_error, vm.eval("return thing.bad"), {});
}

TEST(a_registration_that_fails_throws) {
  luavm::vm vm;
  CHECK_THROWS(luavm::argument_error, vm.on("", [] {}), {});
  CHECK_THROWS(luavm::argument_error, vm.set("", 1), {});
  luavm::vm_options options;
  options.host = 12345;
  CHECK_THROWS(luavm::handle_error, luavm::vm(options), {});
}

// What is thrown is held by the VM's error object and by the result: both go.
TEST(exceptions_leave_nothing_behind) {
  struct counted {
    int *count;
    explicit counted(int *where) : count(where) { ++*count; }
    counted(const counted &other) : count(other.count) { ++*count; }
    ~counted() { --*count; }
  };
  int alive = 0;
  {
    luavm::vm vm;
    vm.on("fail", [&alive] { throw counted(&alive); });
    vm.eval("for i = 1, 100 do pcall(fail) end");
    for (int i = 0; i < 10; ++i) CHECK_THROWS(counted, vm.eval("fail()"), {});
    vm.gc();
    vm.gc();
    CHECK(alive == 0);
    CHECK(vm.try_eval("fail()").exception() != nullptr);
  }
  CHECK(alive == 0);
}

#endif
