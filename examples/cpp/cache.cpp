// Two VMs of one tenant share what they worked out; another tenant sees none of it.
//
//   c++ -std=c++17 cache.cpp -o cache $(pkg-config --cflags --libs luavm) && ./cache
#include <iostream>
#include <string>
#include <string_view>

#include <luavm.hpp>

static constexpr std::string_view script = R"(
local square = cache.get('square of 12')
if square then return 'found ' .. square end
cache.set('square of 12', 12 * 12, {ttl = 60})   -- gone after a minute
return 'worked out ' .. 12 * 12
)";

// A VM whose policy names the tenant has module cache.
static void run(const std::string &tenant) {
  const luavm::policy policy(R"({"version": 1, "cache": {"tenant": ")" + tenant +
                             R"(", "share": "1MiB"}})");
  luavm::vm_options options;
  options.policy = policy.handle();
  luavm::vm vm(options);
  std::cout << tenant << ": " << vm.eval(script).as<std::string>() << '\n';
}

int main() try {
  run("ada");
  run("ada");
  run("bob");

  // The host has the same keys.
  const luavm::cache ada("ada");
  std::cout << "host: " << ada.get("square of 12").as<int>() << '\n';
  ada.erase("square of 12");
  std::cout << "host: " << ada.statistics().entry_count << " left\n";
} catch (const luavm::error &e) {
  std::cerr << e.what() << '\n';
  return 1;
}
