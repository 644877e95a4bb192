// What the binding must not cost: no call of the non-throwing style allocates.
#include "test.hpp"

#include <array>
#include <cstdlib>
#include <new>
#include <string_view>
#include <variant>

static thread_local int allocation_count;

// Not inlined: gcc would see memory of new go to free, and warn.
[[gnu::noinline]] void *operator new(std::size_t size) {
  ++allocation_count;
  if (void *block = std::malloc(size != 0 ? size : 1)) return block;
  std::abort();
}
[[gnu::noinline]] void operator delete(void *block) noexcept {
  std::free(block);
}
[[gnu::noinline]] void operator delete(void *block, std::size_t) noexcept {
  std::free(block);
}

TEST(the_counter_of_this_test_counts) {
  const int before = allocation_count;
  int *volatile block = new int(1);  // volatile: the pair may not be left out
  delete block;
  CHECK(allocation_count == before + 1);
}

TEST(evaluating_and_reading_allocates_nothing) {
  luavm::vm vm = test::make_vm();
  luavm::eval_options options;
  options.chunk_name = "a chunk name that is longer than any small string would be";
  const int before = allocation_count;
  luavm::result result;
  result = vm.try_eval("print('x') return {1, 2, name = 'Ada'}, 'text', 3", options);
  const luavm::value_view table = result[0];
  CHECK(table["name"].try_as<std::string_view>() == std::string_view("Ada"));
  std::int64_t sum = 0;
  for (luavm::value_view item : table.table()->items())
    sum += item.integer().value_or(0);
  for (const auto &[key, value] : table.table()->pairs()) sum += !key.is_nil();
  CHECK(sum == 4);
  CHECK((result[2].try_as<std::variant<std::int64_t, std::string_view>>().has_value()));
  CHECK(!result.output().empty());
  result =
      vm.try_eval("error('a message that is longer than any small string')", options);
  CHECK(!result.message().empty() && !result.traceback().empty());
  CHECK(vm.try_gc().ok());
  CHECK(vm.try_memory().ok());
  CHECK(vm.interrupt() == luavm::status::ok);
  CHECK(vm.try_reset() == luavm::status::ok);
  CHECK(allocation_count == before);
}

TEST(calling_and_being_called_allocates_nothing) {
  luavm::vm vm = test::make_vm();
  CHECK(
      vm.try_on("twice", [](int number, std::string_view) { return number * 2; }).ok());
  CHECK(vm.try_on("tail", [](std::string_view text) { return text.substr(1); }).ok());
  const auto function = vm.try_load(
      "local n, text, list = ... return twice(n, text) + #list, tail(text)");
  REQUIRE(function);
  const std::array<double, 3> list{1, 2, 3};
  const int before = allocation_count;
  const luavm::result result =
      function->try_call(7, "a text that is longer than any small string", list);
  CHECK(result.try_as<int>() == 17);
  CHECK(result[1].bytes() == " text that is longer than any small string");
  CHECK(vm.try_call("math.max", 1, 2).try_as<int>() == 2);
  CHECK(vm.try_set("x", 5).ok());
  CHECK(vm.try_get("x").try_as<int>() == 5);
  CHECK(allocation_count == before);
}

#if LUAVM_CPP_EXCEPTIONS
TEST(the_throwing_style_allocates_nothing_until_it_throws) {
  luavm::vm vm;
  const int before = allocation_count;
  CHECK(vm.eval("return 1").as<int>() == 1);
  CHECK(vm.memory().used_bytes > 0);
  vm.gc();
  vm.reset();
  CHECK(allocation_count == before);
}
#endif
