// Four scripts, three of them greedy. Each limit stops its script with a status of
// its own, and the same VM goes on to run the next one.
//
//   c++ -std=c++17 limits.cpp -o limits $(pkg-config --cflags --libs luavm) && ./limits
#include <chrono>
#include <iostream>
#include <string_view>

#include <luavm.hpp>

using namespace std::chrono_literals;

// The status says which limit it was; message() says it to people. Here a limit is
// no surprise, so we look at the result instead of catching luavm::timeout_error,
// luavm::memory_error, ...
static void show(luavm::vm &vm, std::string_view source,
                 const luavm::eval_options &options = {}) {
  const luavm::result result = vm.try_eval(source, options);
  std::cout << name(result.status()) << ": " << source << '\n';
}

int main() try {
  // Memory is a limit of the VM. What is left alone has its default.
  luavm::vm_options options;
  options.memory_bytes = 8 << 20;
  luavm::vm vm(options);

  // Time and fuel may be set for the VM, or as here for one call.
  luavm::eval_options time, fuel;
  time.wall = 100ms;
  fuel.fuel = 1'000'000;

  show(vm, "while true do end", time);
  show(vm, R"(local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1000) .. i end)");
  show(vm, "for i = 1, 1e9 do end", fuel);
  show(vm, "return 'still here'");
} catch (const luavm::error &e) {
  std::cerr << e.what() << '\n';
  return 1;
}
