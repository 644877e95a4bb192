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
static void check(luavm_status status) {
  luavm::check(static_cast<luavm::status>(status));
}

static constexpr std::string_view key = "square of 12";

// A VM whose policy names the tenant has module cache.
static void run(std::string_view tenant) {
  const std::string json = R"({"version": 1, "cache": {"tenant": ")" +
                           std::string(tenant) + R"(", "share": "1MiB"}})";
  luavm_policy_options read{};
  read.struct_size = sizeof read;
  read.json = json.data();
  read.json_length = json.size();
  luavm::vm_options options;
  check(policy_new(&read, &options.policy, nullptr));
  {
    luavm::vm vm(options);
    std::cout << tenant << ": " << vm.eval(script).as<std::string>() << '\n';
  }
  policy_free(options.policy);
}

int main() try {
  run("ada");
  run("ada");
  run("bob");

  // The host has the same keys.
  luavm_result *found = nullptr;
  check(cache_get("ada", 3, key.data(), key.size(), &found));
  std::cout << "host: " << found->values[0].as.integer << '\n';
  vm_result_free(found);

  check(cache_delete("ada", 3, key.data(), key.size(), nullptr, nullptr));
  luavm_cache_statistics left{};
  left.struct_size = sizeof left;
  check(cache_stats("ada", 3, &left));
  std::cout << "host: " << left.entry_count << " left\n";
} catch (const luavm::error &e) {
  std::cerr << e.what() << '\n';
  return 1;
}
